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
}
const _: () = {
    #[doc(hidden)]
    pub struct __MonitorKind {}
    ::monitor::__private::declare! {
        __MonitorKind { kind : "reader", bounds :
        ::monitor::__private::limit(::monitor::__private::capacity(::monitor::__private::UNBOUNDED,
        1024), 2 * MAX), clock : Exact, counts : [Fds] }
    }
    impl<'a, R: Unpin, const N: usize> ::monitor::Tracked for Reader<'a, R, N>
    where
        R: Send,
    {
        type Handle = ReaderHandle<'a, R, N>;
        type Kind = __MonitorKind;
        #[inline]
        fn __handle(held: ::monitor::__private::Held<Self>) -> Self::Handle {
            ReaderHandle { __monitor: held }
        }
    }
    impl<'a, R: Unpin, const N: usize> ::monitor::Handle for ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        type Value = Reader<'a, R, N>;
        #[inline]
        fn __held(this: &Self) -> &::monitor::__private::Held<Self::Value> {
            &this.__monitor
        }
        #[inline]
        fn __into_held(this: Self) -> ::monitor::__private::Held<Self::Value> {
            this.__monitor
        }
    }
    impl<'a, R: Unpin, const N: usize> ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        /// The permit under which the value is held.
        #[inline]
        pub fn permit(this: &Self) -> &::monitor::Permit<Reader<'a, R, N>> {
            this.__monitor.permit()
        }
        /// Keeps the value and gives its place back.
        #[inline]
        pub fn into_inner(this: Self) -> Reader<'a, R, N> {
            this.__monitor.into_parts().0
        }
        /// Parts the value from its permit, which stays held: another value can be bound to it.
        #[inline]
        pub fn into_parts(
            this: Self,
        ) -> (Reader<'a, R, N>, ::monitor::Permit<Reader<'a, R, N>>) {
            this.__monitor.into_parts()
        }
    }
    impl<'a, R: Unpin, const N: usize> ::core::ops::Deref for ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        type Target = &'a mut [R; N];
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.__monitor.value().0
        }
    }
    impl<'a, R: Unpin, const N: usize> ::core::ops::DerefMut for ReaderHandle<'a, R, N>
    where
        R: Send,
    {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.__monitor.value_mut().0
        }
    }
    impl<'a, R: Unpin, const N: usize> ::core::fmt::Debug for ReaderHandle<'a, R, N>
    where
        R: Send,
        for<'__m> Reader<'a, R, N>: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(self.__monitor.value(), formatter)
        }
    }
};
const _: () = {
    #[allow(unused_imports)]
    use ::monitor::__private;
    impl<'a, R: Unpin, const N: usize> __private::std::io::Read
    for ReaderHandle<'a, R, N>
    where
        R: Send,
        &'a mut [R; N]: __private::std::io::Read,
    {
        #[inline]
        fn read(&mut self, buffer: &mut [u8]) -> __private::std::io::Result<usize> {
            __private::std::io::Read::read(&mut self.__monitor.value_mut().0, buffer)
        }
        #[inline]
        fn read_vectored(
            &mut self,
            buffers: &mut [__private::std::io::IoSliceMut<'_>],
        ) -> __private::std::io::Result<usize> {
            __private::std::io::Read::read_vectored(
                &mut self.__monitor.value_mut().0,
                buffers,
            )
        }
    }
};
const _: () = {
    ::monitor::__private::needs_tokio!();
    #[allow(unused_imports)]
    use ::monitor::__private;
    impl<'a, R: Unpin, const N: usize> __private::tokio::io::AsyncWrite
    for ReaderHandle<'a, R, N>
    where
        R: Send,
        &'a mut [R; N]: __private::tokio::io::AsyncWrite,
        &'a mut [R; N]: ::core::marker::Unpin,
        ReaderHandle<'a, R, N>: ::core::marker::Unpin,
    {
        #[inline]
        fn poll_write(
            self: __private::core::pin::Pin<&mut Self>,
            context: &mut __private::core::task::Context<'_>,
            buffer: &[u8],
        ) -> __private::core::task::Poll<__private::std::io::Result<usize>> {
            __private::tokio::io::AsyncWrite::poll_write(
                __private::core::pin::Pin::new(
                    &mut self.get_mut().__monitor.value_mut().0,
                ),
                context,
                buffer,
            )
        }
        #[inline]
        fn poll_write_vectored(
            self: __private::core::pin::Pin<&mut Self>,
            context: &mut __private::core::task::Context<'_>,
            buffers: &[__private::std::io::IoSlice<'_>],
        ) -> __private::core::task::Poll<__private::std::io::Result<usize>> {
            __private::tokio::io::AsyncWrite::poll_write_vectored(
                __private::core::pin::Pin::new(
                    &mut self.get_mut().__monitor.value_mut().0,
                ),
                context,
                buffers,
            )
        }
        #[inline]
        fn is_write_vectored(&self) -> bool {
            __private::tokio::io::AsyncWrite::is_write_vectored(
                &self.__monitor.value().0,
            )
        }
        #[inline]
        fn poll_flush(
            self: __private::core::pin::Pin<&mut Self>,
            context: &mut __private::core::task::Context<'_>,
        ) -> __private::core::task::Poll<__private::std::io::Result<()>> {
            __private::tokio::io::AsyncWrite::poll_flush(
                __private::core::pin::Pin::new(
                    &mut self.get_mut().__monitor.value_mut().0,
                ),
                context,
            )
        }
        #[inline]
        fn poll_shutdown(
            self: __private::core::pin::Pin<&mut Self>,
            context: &mut __private::core::task::Context<'_>,
        ) -> __private::core::task::Poll<__private::std::io::Result<()>> {
            __private::tokio::io::AsyncWrite::poll_shutdown(
                __private::core::pin::Pin::new(
                    &mut self.get_mut().__monitor.value_mut().0,
                ),
                context,
            )
        }
    }
};
