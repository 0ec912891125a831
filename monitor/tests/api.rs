//! The public API, by its signatures: the same with the runtime on and off, so that a library which compiles without it compiles with it.

use std::fmt::{Debug, Display};
use std::future::{Future, IntoFuture};
use std::io;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::time::Duration;

use monitor::clock::{Clock, SimulatedTime};
use monitor::{
    Account, Acquire, AcquireError, Acquiring, Counts, DeclaredAt, Drain, DrainError, Draining, Handle, Histogram,
    Holder, Holders, Id, Iter, Kind, KindSnapshot, LimitError, Live, Monitor, Permit, Priority, Reason, Scope,
    SelfCheck, Setting, Settings, SiteSnapshot, Snapshot, Source, Tracked, Warning, background, kinds, register,
    self_check, tracked, tracked_type,
};

#[tracked(kind = "client", limit = 2, capacity = 4, clock = "exact", counts = "fds")]
#[derive(Debug)]
struct Client {
    peer: u64,
}

#[tracked(kind = "buffer", transparent, forward(Read, Write))]
struct Buffer<'a, W = Vec<u8>>(&'a mut W);

tracked_type! {
    /// Text.
    type Text = String;
    kind = "text", limit = 2, forward(Display)
}

#[tracked(kind = "render", limit = 1)]
fn render(page: u8) -> Result<u8, AcquireError> {
    Ok(page)
}

#[tracked(kind = "load", limit = 1, queue = 2, order = "lifo", on_limit = "wait 1s")]
async fn load(page: &str) -> Result<usize, AcquireError> {
    Ok(page.len())
}

fn auto<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}

#[test]
fn what_is_public_has_its_auto_traits() {
    auto::<Account<Client>>();
    auto::<Acquire<Client>>();
    auto::<AcquireError>();
    auto::<Acquiring<Client>>();
    auto::<ClientHandle>();
    auto::<Clock>();
    auto::<Drain<Client>>();
    auto::<DrainError>();
    auto::<Draining<Client>>();
    auto::<Holders>();
    auto::<Iter>();
    auto::<Kind>();
    auto::<KindSnapshot>();
    auto::<LimitError>();
    auto::<Live>();
    auto::<Monitor>();
    auto::<Permit<Client>>();
    auto::<Scope>();
    auto::<SelfCheck>();
    auto::<Settings>();
    auto::<SimulatedTime>();
    auto::<Snapshot>();
    fn is_send<F: Future + Send>(_: F) {}
    is_send(load("page"));
}

/// A handle is as `Send` and `Sync` as its value, a permit always is.
#[test]
fn a_permit_may_go_where_its_value_may_not() {
    #[tracked(limit = 1)]
    struct Local(*const u8);
    fn is_send<T: Send>(_: &T) {}
    let permit = Local::try_acquire().unwrap();
    is_send(&permit);
    assert!(permit.bind(Local(std::ptr::null())).0.is_null());
}

#[test]
fn every_function_has_its_signature() {
    let _: fn() -> Result<Permit<Client>, AcquireError> = Client::try_acquire;
    let _: fn(Client) -> Result<ClientHandle, AcquireError> = Client::track;
    let _: fn() -> Account<Client> = Client::account;
    let _: fn(&ClientHandle) -> &Permit<Client> = ClientHandle::permit;
    let _: fn(ClientHandle) -> Client = ClientHandle::into_inner;
    let _: fn(ClientHandle) -> (Client, Permit<Client>) = ClientHandle::into_parts;
    let _: fn(&ClientHandle) -> &Permit<Client> = <ClientHandle as Handle>::permit;

    let _: fn() -> Acquire<Client> = Client::acquire;
    let _: fn(Acquire<Client>, Duration) -> Acquire<Client> = Acquire::timeout;
    let _: fn(Acquire<Client>, Priority) -> Acquire<Client> = Acquire::priority;
    let _: fn(Acquire<Client>) -> Result<Permit<Client>, AcquireError> = Acquire::blocking;
    let _: fn(Acquire<Client>) -> Acquiring<Client> = IntoFuture::into_future;
    let _: fn(Drain<Client>, Duration) -> Drain<Client> = Drain::timeout;
    let _: fn(Drain<Client>) -> Result<(), DrainError> = Drain::blocking;
    let _: fn(Drain<Client>) -> Draining<Client> = IntoFuture::into_future;
    let _: fn(&DrainError) -> &'static Kind = DrainError::kind;
    let _: fn(&DrainError) -> usize = DrainError::live;
    let _: fn(&DrainError) -> Holders = DrainError::holders;

    let _: fn(Permit<Client>, Client) -> ClientHandle = Permit::bind;
    let _: fn(&Permit<Client>) -> Option<Id> = Permit::id;
    let _: fn(&Permit<Client>) -> Option<Duration> = Permit::age;
    let _: fn(&Permit<Client>) -> Option<&'static Location<'static>> = Permit::site;

    let _: fn(&Account<Client>) -> Result<Permit<Client>, AcquireError> = Account::try_acquire;
    let _: fn(&Account<Client>, Client) -> Result<ClientHandle, AcquireError> = Account::track;
    let _: fn(&Account<Client>) -> Acquire<Client> = Account::acquire;
    let _: fn(&Account<Client>) -> usize = Account::pending;
    let _: fn(&Account<Client>) = Account::close;
    let _: fn(&Account<Client>) = Account::open;
    let _: fn(&Account<Client>) -> Drain<Client> = Account::drain;
    let _: fn(&Account<Client>) -> &'static Kind = Account::kind;
    let _: fn(&Account<Client>) -> &Monitor = Account::monitor;
    let _: fn(&Account<Client>) -> usize = Account::limit;
    let _: fn(&Account<Client>, usize) -> Result<(), LimitError> = Account::set_limit;
    let _: fn(&Account<Client>) = Account::reset_limit;
    let _: fn(&Account<Client>) -> usize = Account::live;
    let _: fn(&Account<Client>) -> Iter = Account::iter;
    let _: fn(&Account<Client>) -> Holders = Account::holders;
    let _: fn(&Account<Client>) -> KindSnapshot = Account::snapshot;

    let _: fn() -> Monitor = Monitor::global;
    let _: fn() -> Monitor = Monitor::new;
    let _: fn(&'static Clock) -> Monitor = Monitor::with_clock;
    let _: fn() -> Monitor = Monitor::current;
    let _: fn(&Monitor) -> Account<Client> = Monitor::account;
    let _: fn(&Monitor) -> Scope = Monitor::scope;
    let _: fn(&Monitor) -> Snapshot = Monitor::snapshot;
    let _: fn(&Scope) -> &Monitor = Scope::monitor;
    let _: fn(&Scope, fn() -> u8) -> u8 = Scope::in_scope;

    let _: fn() -> (&'static Clock, SimulatedTime) = Clock::simulated;
    let _: fn(&SimulatedTime, Duration) = SimulatedTime::advance;
    let _: fn() -> io::Result<()> = background::start;
    let _: fn() = background::stop;
    let _: fn() -> Vec<&'static Kind> = kinds;
    let _: fn() -> SelfCheck = self_check;
    let _: fn() -> &'static Kind = register::<Client>;

    let _: fn(&AcquireError) -> &'static Kind = AcquireError::kind;
    let _: fn(&AcquireError) -> Reason = AcquireError::reason;
    let _: fn(&LimitError) -> usize = LimitError::asked;
    let _: fn(&LimitError) -> usize = LimitError::capacity;
    let _: fn(&Kind) -> &'static str = Kind::name;
    let _: fn(&Kind) -> Option<usize> = Kind::limit;
    let _: fn(&Kind) -> usize = Kind::capacity;
    let _: fn(&Kind) -> Option<Counts> = Kind::counts;
    let _: fn(&Kind) -> DeclaredAt = Kind::declared_at;
    let _: fn(&'static Kind) -> String = Kind::label;
    let _: fn(&Live) -> Id = Live::id;
    let _: fn(&Live) -> &'static Location<'static> = Live::site;
    let _: fn(&Live) -> Option<Duration> = Live::age;
    let _: fn(&Holders) -> &[Holder] = Holders::sites;
    let _: fn(&Holders) -> usize = Holders::live;
    let _: fn(&Holders) -> Option<Duration> = Holders::oldest;
    let _: for<'a> fn(&'a Snapshot, &str) -> Option<&'a KindSnapshot> = Snapshot::kind;
    let _: fn(&Snapshot) -> Settings = Snapshot::settings;
    let _: fn(&KindSnapshot) -> u64 = KindSnapshot::denials;
    let _: fn(&KindSnapshot) -> f64 = KindSnapshot::used;
    let _: fn(&Settings) -> &[Setting] = Settings::as_slice;
    let _: for<'a> fn(&'a Settings, &str, &str) -> Option<&'a Setting> = Settings::get;
    let _: fn(&SelfCheck) -> &[Warning] = SelfCheck::warnings;
}

#[test]
fn what_is_shown_can_be_shown() {
    fn shown<T: Display + Debug>() {}
    shown::<AcquireError>();
    shown::<DeclaredAt>();
    shown::<DrainError>();
    shown::<Holders>();
    shown::<Id>();
    shown::<KindSnapshot>();
    shown::<LimitError>();
    shown::<Live>();
    shown::<Reason>();
    shown::<SelfCheck>();
    shown::<Setting>();
    shown::<Settings>();
    shown::<Snapshot>();
    shown::<Source>();
    shown::<Warning>();
    fn debug<T: Debug>() {}
    debug::<Account<Client>>();
    debug::<Acquire<Client>>();
    debug::<Acquiring<Client>>();
    debug::<Drain<Client>>();
    debug::<Draining<Client>>();
    debug::<Priority>();
    debug::<ClientHandle>();
    debug::<Clock>();
    debug::<Holder>();
    debug::<Iter>();
    debug::<Kind>();
    debug::<Histogram>();
    debug::<Monitor>();
    debug::<Permit<Client>>();
    debug::<Scope>();
    debug::<SimulatedTime>();
    debug::<SiteSnapshot>();
    fn error<T: std::error::Error + Copy + 'static>() {}
    error::<AcquireError>();
    error::<DrainError>();
    error::<LimitError>();
}

#[test]
fn whatever_is_written_by_macros_is_there() {
    use std::io::Write;
    let mut bytes = Vec::new();
    let mut buffer = Buffer(&mut bytes).track().unwrap();
    buffer.write_all(b"abc").unwrap();
    drop(buffer);
    assert_eq!(bytes, b"abc");
    assert_eq!(Text::try_acquire().unwrap().bind("text".to_owned().into()).to_string(), "text");
    assert_eq!(render(7).unwrap(), 7);
    assert_eq!(Client { peer: 7 }.track().unwrap().peer, 7);
    monitor::expect_kinds!(Client, Text);
}
