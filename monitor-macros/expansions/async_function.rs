pub(crate) async fn render<T: Page>(page: &T) -> Result<String, Error> {
    #[doc(hidden)]
    pub struct __MonitorCall {}
    framework::monitor::__private::declare! {
        __MonitorCall { kind : "render", bounds :
        framework::monitor::__private::limit(framework::monitor::__private::UNBOUNDED,
        2), clock : Tick, counts : [], order : [], units : [], within : [], guarantee :
        [], weighs : false }
    }
    framework::monitor::__private::written! {
        let __monitor_call = match framework::monitor::__private::call:: < __MonitorCall
        > () { ::core::result::Result::Ok(__monitor_call) => __monitor_call,
        ::core::result::Result::Err(__monitor_denied) => return
        framework::monitor::__private::Denied::denied(__monitor_denied), };
    }
    {
        let text = page.read().await?;
        Ok(text)
    }
}
