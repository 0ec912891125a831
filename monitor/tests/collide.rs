//! User's types that have our names, and what the generated code promises about their values.

#![cfg(feature = "runtime")]

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use monitor::{AcquireError, Handle, Monitor, Tracked, tracked};

#[tracked(limit = 4)]
struct Video(u32);

impl Video {
    fn try_acquire() -> u32 {
        1
    }

    fn account() -> u32 {
        2
    }

    fn id(&self) -> u32 {
        3
    }

    fn age(&self) -> u32 {
        4
    }

    fn permit(&self) -> u32 {
        5
    }

    fn into_inner(self) -> u32 {
        self.0
    }

    fn into_parts(self) -> u32 {
        self.0 + 1
    }
}

#[test]
fn the_users_own_functions_come_first_and_ours_are_still_there() {
    assert_eq!((Video::try_acquire(), Video::account()), (1, 2));
    let permit = <Video as Tracked>::try_acquire().unwrap();
    assert_eq!(<Video as Tracked>::account().live(), 1);
    drop(permit);
    drop(Monitor::global().account::<Video>().try_acquire().unwrap());
}

#[test]
fn a_handle_hides_no_method_of_its_value() {
    let monitor = Monitor::new();
    let video = monitor.account().track(Video(9)).unwrap();
    assert_eq!((video.id(), video.age(), video.permit()), (3, 4, 5));
    assert!(VideoHandle::permit(&video).id().is_some());
    let (video, permit) = VideoHandle::into_parts(video);
    assert_eq!((video.into_parts(), monitor.account::<Video>().live()), (10, 1));
    let video = VideoHandle::into_inner(permit.bind(Video(8)));
    assert_eq!((video.into_inner(), monitor.account::<Video>().live()), (8, 0));
}

#[test]
fn the_users_track_by_reference_is_reached_by_path() {
    #[tracked(limit = 1)]
    struct Pixel(u32);
    impl Pixel {
        fn track(&self) -> u32 {
            self.0
        }
    }
    assert_eq!(Pixel::track(&Pixel(7)), 7);
    // Ours takes the value, which the compiler looks for first.
    let pixel: Result<PixelHandle, AcquireError> = Pixel(8).track();
    assert_eq!(Pixel::track(&pixel.unwrap()), 8);
}

#[test]
fn constants_may_be_named_like_ours() {
    const KIND: usize = 3;
    const LOCAL: usize = 4;
    const LIMIT: usize = 5;
    #[tracked(limit = KIND)]
    struct One;
    #[tracked(limit = LOCAL, capacity = LIMIT)]
    struct Other;
    assert_eq!((One::account().limit(), Other::account().limit()), (3, 4));
    assert!(Other::account().set_limit(LIMIT + 1).is_err());
    drop((One.track().unwrap(), Other.track().unwrap()));
}

#[test]
fn a_value_is_dropped_before_its_place_is_given_back() {
    static LIVE_IN_DROP: AtomicUsize = AtomicUsize::new(0);
    #[tracked(limit = 1)]
    struct Socket;
    impl Drop for Socket {
        fn drop(&mut self) {
            LIVE_IN_DROP.store(Socket::account().live(), Relaxed);
            assert!(Socket::try_acquire().is_err(), "the place is free only when the value is gone");
        }
    }
    drop(Socket.track().unwrap());
    assert_eq!((LIVE_IN_DROP.load(Relaxed), Socket::account().live()), (1, 0));
}

#[test]
fn a_denied_value_is_dropped() {
    static DROPPED: AtomicUsize = AtomicUsize::new(0);
    #[tracked(limit = 1)]
    struct Socket;
    impl Drop for Socket {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Relaxed);
        }
    }
    let _held = Socket.track().unwrap();
    assert!(Socket.track().is_err());
    assert_eq!(DROPPED.load(Relaxed), 1);
}

#[test]
fn a_site_is_the_line_of_the_call() {
    #[tracked(limit = 2)]
    struct Place;
    let check = |permit: Option<&monitor::Permit<Place>>, line| {
        let site = permit.unwrap().site().unwrap();
        assert_eq!((site.file(), site.line()), (file!(), line));
    };
    let (permit, line) = (Place::try_acquire().unwrap(), line!());
    check(Some(&permit), line);
    let (handle, line) = (Place.track().unwrap(), line!());
    check(Some(PlaceHandle::permit(&handle)), line);
    drop((permit, handle));
    let account = Monitor::new().account();
    let (permit, line) = (account.try_acquire().unwrap(), line!());
    check(Some(&permit), line);
    let (handle, line) = (account.track(Place).unwrap(), line!());
    check(Some(Handle::permit(&handle)), line);
}

/// The compiler knows no call there, and names the function's own line.
#[test]
fn a_site_through_a_function_pointer_is_a_line_of_ours() {
    #[tracked(limit = 2)]
    struct Place;
    let track: fn(Place) -> Result<PlaceHandle, AcquireError> = Tracked::track;
    let handle = std::hint::black_box(track)(Place).unwrap();
    let site = PlaceHandle::permit(&handle).site().unwrap();
    assert!(site.file().ends_with("tracked.rs"), "{site}");
}

#[test]
fn a_handle_is_its_value_and_one_pointer() {
    #[tracked(limit = 2)]
    struct Nothing;
    #[tracked(limit = 2)]
    #[allow(dead_code, reason = "only its size matters")]
    struct Word(u64);
    let pointer = size_of::<usize>();
    assert_eq!((size_of::<NothingHandle>(), size_of::<WordHandle>()), (pointer, 8 + pointer));
    assert_eq!(size_of::<Option<NothingHandle>>(), pointer, "the pointer is never null");
    assert_eq!(size_of::<Result<NothingHandle, AcquireError>>(), 2 * pointer);
    assert_eq!(size_of::<AcquireError>(), pointer);
    drop(Nothing.track().unwrap());
    drop(Word(1).track().unwrap());
}
