/// Reads.
#[derive(Debug)]
pub struct Reader<'a, R: Unpin = File, const N: usize = 4>(
    pub &'a mut [R; N],
)
where
    R: Send;
///A [`Reader`] together with its place among the `reader` resources; dropping it gives the place back.
#[must_use = "a handle that is dropped gives its place back; bind it to a name, `let _ = ...` drops it at once"]
pub struct ReaderHandle<'a, R: Unpin = File, const N: usize = 4>
where
    R: Send,
{
    #[doc(hidden)]
    __monitor: ::monitor::__private::Held<Reader<'a, R, N>>,
    #[doc(hidden)]
    __borrows: ::monitor::__private::Borrows<Reader<'a, R, N>>,
}
const _: () = {
    #[doc(hidden)]
    pub struct __MonitorKind {}
    ::monitor::__private::declare! {
        __MonitorKind { kind : "reader", bounds :
        ::monitor::__private::limit(::monitor::__private::capacity(::monitor::__private::UNBOUNDED,
        1024), 2 * MAX), clock : Exact, counts : [Fds], order : [], units : [], within :
        [], guarantee : [], weighs : false }
    }
    #[automatically_derived]
    impl<'a, R: Unpin, const N: usize> ::monitor::__private::Tracked for Reader<'a, R, N>
    where
        R: Send,
    {
        type Handle = ReaderHandle<'a, R, N>;
        type Kind = __MonitorKind;
        #[inline]
        fn __handle(__held: ::monitor::__private::Held<Self>) -> Self::Handle {
            ReaderHandle {
                __monitor: __held,
                __borrows: ::monitor::__private::Borrows::NEW,
            }
        }
    }
    #[automatically_derived]
    impl<'a, R: Unpin, const N: usize> ::monitor::__private::Handle
    for ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        type Value = Reader<'a, R, N>;
        #[inline]
        fn __held(__this: &Self) -> &::monitor::__private::Held<Self::Value> {
            &(*__this).__monitor
        }
        #[inline]
        fn __into_held(__this: Self) -> ::monitor::__private::Held<Self::Value> {
            __this.__monitor
        }
    }
    impl<'a, R: Unpin, const N: usize> ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        /// The permit under which the value is held.
        #[inline]
        pub fn permit(__this: &Self) -> &::monitor::__private::Permit<Reader<'a, R, N>> {
            ::monitor::__private::Handle::permit(__this)
        }
        /// Keeps the value and gives its place back.
        #[inline]
        pub fn into_inner(__this: Self) -> Reader<'a, R, N> {
            ::monitor::__private::Handle::into_inner(__this)
        }
        /// Parts the value from its permit, which stays held: another value can be bound to it.
        #[inline]
        pub fn into_parts(
            __this: Self,
        ) -> (Reader<'a, R, N>, ::monitor::__private::Permit<Reader<'a, R, N>>) {
            ::monitor::__private::Handle::into_parts(__this)
        }
    }
    #[automatically_derived]
    impl<'a, R: Unpin, const N: usize> ::core::ops::Deref for ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        type Target = &'a mut [R; N];
        #[inline]
        fn deref(&self) -> &Self::Target {
            &::monitor::__private::Held::value(&(*self).__monitor).0
        }
    }
    #[automatically_derived]
    impl<'a, R: Unpin, const N: usize> ::core::ops::DerefMut for ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut ::monitor::__private::Held::value_mut(&mut (*self).__monitor).0
        }
    }
    #[automatically_derived]
    impl<'a, R: Unpin, const N: usize> ::core::fmt::Debug for ReaderHandle<'a, R, N>
    where
        R: Send,
        for<'__m> Reader<'a, R, N>: ::core::fmt::Debug,
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
#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::monitor::__private;
    #[automatically_derived]
    impl<'a, R: Unpin, const N: usize> __private::std::io::Read
    for ReaderHandle<'a, R, N>
    where
        R: Send,
        &'a mut [R; N]: __private::std::io::Read,
    {
        #[inline]
        fn read(&mut self, __buffer: &mut [u8]) -> __private::std::io::Result<usize> {
            __private::std::io::Read::read(
                &mut __private::Held::value_mut(&mut (*self).__monitor).0,
                __buffer,
            )
        }
        #[inline]
        fn read_vectored(
            &mut self,
            __buffers: &mut [__private::std::io::IoSliceMut<'_>],
        ) -> __private::std::io::Result<usize> {
            __private::std::io::Read::read_vectored(
                &mut __private::Held::value_mut(&mut (*self).__monitor).0,
                __buffers,
            )
        }
        #[inline]
        fn read_to_end(
            &mut self,
            __buffer: &mut __private::std::vec::Vec<u8>,
        ) -> __private::std::io::Result<usize> {
            __private::std::io::Read::read_to_end(
                &mut __private::Held::value_mut(&mut (*self).__monitor).0,
                __buffer,
            )
        }
        #[inline]
        fn read_to_string(
            &mut self,
            __buffer: &mut __private::std::string::String,
        ) -> __private::std::io::Result<usize> {
            __private::std::io::Read::read_to_string(
                &mut __private::Held::value_mut(&mut (*self).__monitor).0,
                __buffer,
            )
        }
        #[inline]
        fn read_exact(&mut self, __buffer: &mut [u8]) -> __private::std::io::Result<()> {
            __private::std::io::Read::read_exact(
                &mut __private::Held::value_mut(&mut (*self).__monitor).0,
                __buffer,
            )
        }
    }
};
::monitor::__private::needs_tokio! {
    #[allow(unused_qualifications)] const _ : () = { #[allow(unused_imports)] use
    ::monitor::__private; #[automatically_derived] impl < 'a, R : Unpin, const N : usize
    > __private::tokio::io::AsyncWrite for ReaderHandle < 'a, R, N > where R : Send, & 'a
    mut [R; N] : __private::tokio::io::AsyncWrite, & 'a mut [R; N] :
    ::core::marker::Unpin, ReaderHandle < 'a, R, N > : ::core::marker::Unpin { #[inline]
    fn poll_write(self : __private::core::pin::Pin < & mut Self >, __context : & mut
    __private::core::task::Context < '_ >, __buffer : & [u8],) ->
    __private::core::task::Poll < __private::std::io::Result < usize > > {
    __private::tokio::io::AsyncWrite::poll_write(__private::core::pin::Pin::new(& mut
    __private::Held::value_mut(& mut (* self.get_mut()).__monitor).0), __context,
    __buffer) } #[inline] fn poll_write_vectored(self : __private::core::pin::Pin < & mut
    Self >, __context : & mut __private::core::task::Context < '_ >, __buffers : &
    [__private::std::io::IoSlice < '_ >],) -> __private::core::task::Poll <
    __private::std::io::Result < usize > > {
    __private::tokio::io::AsyncWrite::poll_write_vectored(__private::core::pin::Pin::new(&
    mut __private::Held::value_mut(& mut (* self.get_mut()).__monitor).0), __context,
    __buffers) } #[inline] fn is_write_vectored(& self) -> bool {
    __private::tokio::io::AsyncWrite::is_write_vectored(& __private::Held::value(& (*
    self).__monitor).0) } #[inline] fn poll_flush(self : __private::core::pin::Pin < &
    mut Self >, __context : & mut __private::core::task::Context < '_ >,) ->
    __private::core::task::Poll < __private::std::io::Result < () > > {
    __private::tokio::io::AsyncWrite::poll_flush(__private::core::pin::Pin::new(& mut
    __private::Held::value_mut(& mut (* self.get_mut()).__monitor).0), __context) }
    #[inline] fn poll_shutdown(self : __private::core::pin::Pin < & mut Self >, __context
    : & mut __private::core::task::Context < '_ >,) -> __private::core::task::Poll <
    __private::std::io::Result < () > > {
    __private::tokio::io::AsyncWrite::poll_shutdown(__private::core::pin::Pin::new(& mut
    __private::Held::value_mut(& mut (* self.get_mut()).__monitor).0), __context) } } };
}
