pub struct Buffer(Vec<u8>);
///A [`Buffer`] together with its place among the `buffer` resources; dropping it gives the place back.
#[must_use = "a handle that is dropped gives its place back; bind it to a name, `let _ = ...` drops it at once"]
pub struct BufferHandle {
    #[doc(hidden)]
    __monitor: ::monitor::__private::Held<Buffer>,
}
const _: () = {
    #[doc(hidden)]
    pub struct __MonitorKind {}
    ::monitor::__private::declare! {
        __MonitorKind { kind : "buffer", bounds : ::monitor::__private::UNBOUNDED, clock
        : Tick, counts : [], order : [], units : [::monitor::__private::units(67108864)],
        within : [{ let __monitor_within : & 'static ::monitor::__private::BudgetKind = &
        budgets::MEMORY; __monitor_within }], guarantee : [__monitor_guaranteed =>
        ::monitor::__private::guaranteed(__monitor_guaranteed, 2 * PAGE)], weighs : true
        }
    }
    #[automatically_derived]
    impl ::monitor::__private::Tracked for Buffer {
        type Handle = BufferHandle;
        type Kind = __MonitorKind;
        #[inline]
        fn __handle(__held: ::monitor::__private::Held<Self>) -> Self::Handle {
            BufferHandle { __monitor: __held }
        }
        #[inline]
        fn __units(&self) -> ::core::primitive::usize {
            Self::bytes(self)
        }
    }
    #[automatically_derived]
    impl ::monitor::__private::Handle for BufferHandle {
        type Value = Buffer;
        #[inline]
        fn __held(__this: &Self) -> &::monitor::__private::Held<Self::Value> {
            &(*__this).__monitor
        }
        #[inline]
        fn __into_held(__this: Self) -> ::monitor::__private::Held<Self::Value> {
            __this.__monitor
        }
    }
    #[automatically_derived]
    impl ::monitor::__private::Weighed for Buffer {}
    impl BufferHandle {
        /// The permit under which the value is held.
        #[inline]
        pub fn permit(__this: &Self) -> &::monitor::__private::Permit<Buffer> {
            ::monitor::__private::Handle::permit(__this)
        }
        /// Keeps the value and gives its place back.
        #[inline]
        pub fn into_inner(__this: Self) -> Buffer {
            ::monitor::__private::Handle::into_inner(__this)
        }
        /// Parts the value from its permit, which stays held: another value can be bound to it.
        #[inline]
        pub fn into_parts(
            __this: Self,
        ) -> (Buffer, ::monitor::__private::Permit<Buffer>) {
            ::monitor::__private::Handle::into_parts(__this)
        }
    }
    #[automatically_derived]
    impl ::core::ops::Deref for BufferHandle {
        type Target = Buffer;
        #[inline]
        fn deref(&self) -> &Self::Target {
            ::monitor::__private::Held::value(&(*self).__monitor)
        }
    }
    #[automatically_derived]
    impl ::core::ops::DerefMut for BufferHandle {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            ::monitor::__private::Held::value_mut(&mut (*self).__monitor)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for BufferHandle
    where
        for<'__m> Buffer: ::core::fmt::Debug,
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
