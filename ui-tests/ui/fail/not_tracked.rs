use monitor::Tracked;

struct Client;

fn serve<T: Tracked>(_: T) {}

fn main() {
    serve(Client);
}
