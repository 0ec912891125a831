use monitor::{AcquireError, tracked};
use std::future::Future;
use std::pin::Pin;

#[tracked(limit = 1)]
fn render(page: u8) -> Pin<Box<dyn Future<Output = Result<u8, AcquireError>>>> {
    let squared = || return page * page;
    if page == 0 {
        return Box::pin(async { Ok(0) });
    }
    let page = squared();
    Box::pin(async move {
        if page == 1 {
            return Ok(1);
        }
        Ok(page)
    })
}

fn main() {}
