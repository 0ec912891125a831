struct Client {
    stream: TcpStream,
}
///A [`Client`] together with its place among the `client` resources; dropping it gives the place back.
#[must_use = "a handle that is dropped gives its place back; bind it to a name, `let _ = ...` drops it at once"]
struct ClientHandle {
    #[doc(hidden)]
    __monitor: ::monitor::__private::Held<Client>,
}
const _: () = {
    #[doc(hidden)]
    pub struct __MonitorKind {}
    ::monitor::__private::declare! {
        __MonitorKind { kind : "client", bounds :
        ::monitor::__private::limit(::monitor::__private::UNBOUNDED, 64), clock : Tick,
        counts : [] }
    }
    impl ::monitor::Tracked for Client {
        type Handle = ClientHandle;
        type Kind = __MonitorKind;
        #[inline]
        fn __handle(held: ::monitor::__private::Held<Self>) -> Self::Handle {
            ClientHandle { __monitor: held }
        }
    }
    impl ::monitor::Handle for ClientHandle {
        type Value = Client;
        #[inline]
        fn __held(this: &Self) -> &::monitor::__private::Held<Self::Value> {
            &this.__monitor
        }
        #[inline]
        fn __into_held(this: Self) -> ::monitor::__private::Held<Self::Value> {
            this.__monitor
        }
    }
    impl ClientHandle {
        /// The permit under which the value is held.
        #[inline]
        pub fn permit(this: &Self) -> &::monitor::Permit<Client> {
            this.__monitor.permit()
        }
        /// Keeps the value and gives its place back.
        #[inline]
        pub fn into_inner(this: Self) -> Client {
            this.__monitor.into_parts().0
        }
        /// Parts the value from its permit, which stays held: another value can be bound to it.
        #[inline]
        pub fn into_parts(this: Self) -> (Client, ::monitor::Permit<Client>) {
            this.__monitor.into_parts()
        }
    }
    impl ::core::ops::Deref for ClientHandle {
        type Target = Client;
        #[inline]
        fn deref(&self) -> &Self::Target {
            self.__monitor.value()
        }
    }
    impl ::core::ops::DerefMut for ClientHandle {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            self.__monitor.value_mut()
        }
    }
    impl ::core::fmt::Debug for ClientHandle
    where
        for<'__m> Client: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(self.__monitor.value(), formatter)
        }
    }
};
