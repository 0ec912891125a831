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
        counts : [], order : [], units : [], within : [], guarantee : [], weighs : false
        }
    }
    #[automatically_derived]
    impl ::monitor::__private::Tracked for Client {
        type Handle = ClientHandle;
        type Kind = __MonitorKind;
        #[inline]
        fn __handle(__held: ::monitor::__private::Held<Self>) -> Self::Handle {
            ClientHandle { __monitor: __held }
        }
    }
    #[automatically_derived]
    impl ::monitor::__private::Handle for ClientHandle {
        type Value = Client;
        #[inline]
        fn __held(__this: &Self) -> &::monitor::__private::Held<Self::Value> {
            &(*__this).__monitor
        }
        #[inline]
        fn __into_held(__this: Self) -> ::monitor::__private::Held<Self::Value> {
            __this.__monitor
        }
    }
    impl ClientHandle {
        /// The permit under which the value is held.
        #[inline]
        pub fn permit(__this: &Self) -> &::monitor::__private::Permit<Client> {
            ::monitor::__private::Handle::permit(__this)
        }
        /// Keeps the value and gives its place back.
        #[inline]
        pub fn into_inner(__this: Self) -> Client {
            ::monitor::__private::Handle::into_inner(__this)
        }
        /// Parts the value from its permit, which stays held: another value can be bound to it.
        #[inline]
        pub fn into_parts(
            __this: Self,
        ) -> (Client, ::monitor::__private::Permit<Client>) {
            ::monitor::__private::Handle::into_parts(__this)
        }
    }
    #[automatically_derived]
    impl ::core::ops::Deref for ClientHandle {
        type Target = Client;
        #[inline]
        fn deref(&self) -> &Self::Target {
            ::monitor::__private::Held::value(&(*self).__monitor)
        }
    }
    #[automatically_derived]
    impl ::core::ops::DerefMut for ClientHandle {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            ::monitor::__private::Held::value_mut(&mut (*self).__monitor)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for ClientHandle
    where
        for<'__m> Client: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(
                ::monitor::__private::Held::value(
                    ::monitor::__private::Handle::__held(self),
                ),
                __formatter,
            )
        }
    }
};
