//! Traits that a handle can pass on to its value: their declarations, and the impls that follow from them.

use crate::cfg::Cfg;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{FnArg, Ident, ItemTrait, Member, ReceiverKind, Signature, TraitItem, TraitItemFn, TraitItemType, parse_str};

/// A trait that can be passed on.
pub(crate) struct Trait {
    pub(crate) name: &'static str,
    /// The cargo feature of the `monitor` crate that it needs, if any.
    pub(crate) feature: Option<&'static str>,
    /// Where there is such a trait.
    cfg: Option<&'static str>,
    /// Where it stands below `__private` of the `monitor` crate, as all paths in `items` do.
    path: &'static str,
    /// What is passed on: all that can be, because values do some things in a way of their own that others only make of the rest. What
    /// takes the whole handle is left out.
    items: &'static str,
}

/// Every trait there is: what is not in this table cannot be passed on.
pub(crate) const TRAITS: &[Trait] = &[
    Trait {
        name: "Display",
        feature: None,
        cfg: None,
        path: "core::fmt::Display",
        items: "
            fn fmt(&self, __formatter: &mut __private::core::fmt::Formatter<'_>) -> __private::core::fmt::Result;
        ",
    },
    Trait {
        name: "Read",
        feature: None,
        cfg: None,
        path: "std::io::Read",
        items: "
            fn read(&mut self, __buffer: &mut [u8]) -> __private::std::io::Result<usize>;
            fn read_vectored(&mut self, __buffers: &mut [__private::std::io::IoSliceMut<'_>])
                -> __private::std::io::Result<usize>;
            fn read_to_end(&mut self, __buffer: &mut __private::std::vec::Vec<u8>) -> __private::std::io::Result<usize>;
            fn read_to_string(&mut self, __buffer: &mut __private::std::string::String)
                -> __private::std::io::Result<usize>;
            fn read_exact(&mut self, __buffer: &mut [u8]) -> __private::std::io::Result<()>;
        ",
    },
    Trait {
        name: "Write",
        feature: None,
        cfg: None,
        path: "std::io::Write",
        items: "
            fn write(&mut self, __buffer: &[u8]) -> __private::std::io::Result<usize>;
            fn write_vectored(&mut self, __buffers: &[__private::std::io::IoSlice<'_>])
                -> __private::std::io::Result<usize>;
            fn write_all(&mut self, __buffer: &[u8]) -> __private::std::io::Result<()>;
            fn write_fmt(&mut self, __arguments: __private::core::fmt::Arguments<'_>) -> __private::std::io::Result<()>;
            fn flush(&mut self) -> __private::std::io::Result<()>;
        ",
    },
    Trait {
        name: "Seek",
        feature: None,
        cfg: None,
        path: "std::io::Seek",
        items: "
            fn seek(&mut self, __to: __private::std::io::SeekFrom) -> __private::std::io::Result<u64>;
            fn rewind(&mut self) -> __private::std::io::Result<()>;
            fn stream_position(&mut self) -> __private::std::io::Result<u64>;
            fn seek_relative(&mut self, __by: i64) -> __private::std::io::Result<()>;
        ",
    },
    Trait {
        name: "BufRead",
        feature: None,
        cfg: None,
        path: "std::io::BufRead",
        items: "
            fn fill_buf(&mut self) -> __private::std::io::Result<&[u8]>;
            fn consume(&mut self, __amount: usize);
            fn read_until(&mut self, __byte: u8, __buffer: &mut __private::std::vec::Vec<u8>)
                -> __private::std::io::Result<usize>;
            fn skip_until(&mut self, __byte: u8) -> __private::std::io::Result<usize>;
            fn read_line(&mut self, __buffer: &mut __private::std::string::String) -> __private::std::io::Result<usize>;
        ",
    },
    Trait {
        name: "Iterator",
        feature: None,
        cfg: None,
        path: "core::iter::Iterator",
        items: "
            type Item;
            fn next(&mut self) -> __private::core::option::Option<Self::Item>;
            fn size_hint(&self) -> (usize, __private::core::option::Option<usize>);
            fn nth(&mut self, __n: usize) -> __private::core::option::Option<Self::Item>;
        ",
    },
    Trait {
        name: "DoubleEndedIterator",
        feature: None,
        cfg: None,
        path: "core::iter::DoubleEndedIterator",
        items: "
            fn next_back(&mut self) -> __private::core::option::Option<Self::Item>;
            fn nth_back(&mut self, __n: usize) -> __private::core::option::Option<Self::Item>;
        ",
    },
    Trait {
        name: "ExactSizeIterator",
        feature: None,
        cfg: None,
        path: "core::iter::ExactSizeIterator",
        items: "fn len(&self) -> usize;",
    },
    Trait {
        name: "Future",
        feature: None,
        cfg: None,
        path: "core::future::Future",
        items: "
            type Output;
            fn poll(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
            ) -> __private::core::task::Poll<Self::Output>;
        ",
    },
    Trait {
        name: "AsFd",
        feature: None,
        cfg: Some("unix"),
        path: "std::os::fd::AsFd",
        items: "fn as_fd(&self) -> __private::std::os::fd::BorrowedFd<'_>;",
    },
    Trait {
        name: "AsRawFd",
        feature: None,
        cfg: Some("unix"),
        path: "std::os::fd::AsRawFd",
        items: "fn as_raw_fd(&self) -> __private::std::os::fd::RawFd;",
    },
    Trait {
        name: "AsSocket",
        feature: None,
        cfg: Some("windows"),
        path: "std::os::windows::io::AsSocket",
        items: "fn as_socket(&self) -> __private::std::os::windows::io::BorrowedSocket<'_>;",
    },
    Trait {
        name: "AsRawSocket",
        feature: None,
        cfg: Some("windows"),
        path: "std::os::windows::io::AsRawSocket",
        items: "fn as_raw_socket(&self) -> __private::std::os::windows::io::RawSocket;",
    },
    Trait {
        name: "AsyncRead",
        feature: Some("tokio"),
        cfg: None,
        path: "tokio::io::AsyncRead",
        items: "
            fn poll_read(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
                __buffer: &mut __private::tokio::io::ReadBuf<'_>,
            ) -> __private::core::task::Poll<__private::std::io::Result<()>>;
        ",
    },
    Trait {
        name: "AsyncWrite",
        feature: Some("tokio"),
        cfg: None,
        path: "tokio::io::AsyncWrite",
        items: "
            fn poll_write(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
                __buffer: &[u8],
            ) -> __private::core::task::Poll<__private::std::io::Result<usize>>;
            fn poll_write_vectored(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
                __buffers: &[__private::std::io::IoSlice<'_>],
            ) -> __private::core::task::Poll<__private::std::io::Result<usize>>;
            fn is_write_vectored(&self) -> bool;
            fn poll_flush(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
            ) -> __private::core::task::Poll<__private::std::io::Result<()>>;
            fn poll_shutdown(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
            ) -> __private::core::task::Poll<__private::std::io::Result<()>>;
        ",
    },
    Trait {
        name: "AsyncBufRead",
        feature: Some("tokio"),
        cfg: None,
        path: "tokio::io::AsyncBufRead",
        items: "
            fn poll_fill_buf(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
            ) -> __private::core::task::Poll<__private::std::io::Result<&[u8]>>;
            fn consume(self: __private::core::pin::Pin<&mut Self>, __amount: usize);
        ",
    },
    Trait {
        name: "AsyncSeek",
        feature: Some("tokio"),
        cfg: None,
        path: "tokio::io::AsyncSeek",
        items: "
            fn start_seek(
                self: __private::core::pin::Pin<&mut Self>,
                __to: __private::std::io::SeekFrom,
            ) -> __private::std::io::Result<()>;
            fn poll_complete(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
            ) -> __private::core::task::Poll<__private::std::io::Result<u64>>;
        ",
    },
    Trait {
        name: "Stream",
        feature: Some("futures"),
        cfg: None,
        path: "futures_core::Stream",
        items: "
            type Item;
            fn poll_next(
                self: __private::core::pin::Pin<&mut Self>,
                __context: &mut __private::core::task::Context<'_>,
            ) -> __private::core::task::Poll<__private::core::option::Option<Self::Item>>;
            fn size_hint(&self) -> (usize, __private::core::option::Option<usize>);
        ",
    },
];

/// What a trait is passed on to.
pub(crate) struct Target {
    pub(crate) ty: TokenStream,
    /// `None`: to the whole value.
    pub(crate) member: Option<Member>,
    /// Where there is such a target.
    pub(crate) cfg: Cfg,
    /// Where the handle is named.
    pub(crate) at: Span,
}

impl Target {
    /// A reference to it, in a function of the handle, where `this` is a reference to that. By the function's path: a method could be
    /// one of the user's traits.
    pub(crate) fn value(&self, private: &TokenStream, this: &TokenStream) -> TokenStream {
        let held = self.held(this);
        let value = quote!(#private::Held::value(&#held));
        match &self.member {
            Some(member) => quote!(&#value.#member),
            None => value,
        }
    }

    /// The same, to write to.
    pub(crate) fn value_mut(&self, private: &TokenStream, this: &TokenStream) -> TokenStream {
        let held = self.held(this);
        let value = quote!(#private::Held::value_mut(&mut #held));
        match &self.member {
            Some(member) => quote!(&mut #value.#member),
            None => value,
        }
    }

    /// Whatever sort of reference `this` is, if there is no such field the compiler says the same, and so says it once.
    fn held(&self, this: &TokenStream) -> TokenStream {
        quote_spanned!(Span::call_site().located_at(self.at)=> (*#this).__monitor)
    }
}

impl Trait {
    pub(crate) fn named(name: &str) -> Option<&'static Trait> {
        TRAITS.iter().find(|known| known.name == name)
    }

    pub(crate) fn path(&self) -> TokenStream {
        let path: TokenStream = self.path.parse().expect("the table holds paths");
        quote!(__private::#path)
    }

    /// Whether the target is taken pinned, and so must be `Unpin`.
    pub(crate) fn is_pinned(&self) -> bool {
        self.items.contains("Pin<&mut Self>")
    }

    pub(crate) fn cfg(&self) -> Option<TokenStream> {
        self.cfg.map(|cfg| {
            let cfg = Ident::new(cfg, Span::call_site());
            quote!(#[cfg(#cfg)])
        })
    }

    /// The impl's items.
    pub(crate) fn items(&self, target: &Target, path: &TokenStream) -> TokenStream {
        let declaration = format!("trait Passed {{ {} }}", self.items);
        let declaration: ItemTrait = parse_str(&declaration).expect("the table holds declarations");
        declaration.items.iter().map(|item| passed_on(item, target, path)).collect()
    }
}

fn passed_on(item: &TraitItem, target: &Target, path: &TokenStream) -> TokenStream {
    match item {
        TraitItem::Type(TraitItemType { ident, .. }) => {
            let ty = &target.ty;
            quote!(type #ident = <#ty as #path>::#ident;)
        }
        TraitItem::Fn(TraitItemFn { sig, .. }) => {
            let name = &sig.ident;
            let this = receiver(sig, target);
            let arguments = sig.inputs.iter().filter_map(|argument| match argument {
                FnArg::Typed(argument) => Some(&argument.pat),
                FnArg::Receiver(_) => None,
            });
            quote! {
                #[inline]
                #sig {
                    #path::#name(#this #(, #arguments)*)
                }
            }
        }
        _ => unreachable!("the table holds types and functions"),
    }
}

/// What the target's function takes for `self`.
fn receiver(sig: &Signature, target: &Target) -> TokenStream {
    let private = quote!(__private);
    match sig.receiver().map(|receiver| &receiver.kind) {
        Some(ReceiverKind::Typed(..)) => {
            let value = target.value_mut(&private, &quote!(self.get_mut()));
            quote!(__private::core::pin::Pin::new(#value))
        }
        Some(ReceiverKind::Reference(_, _, Some(_))) => target.value_mut(&private, &quote!(self)),
        _ => target.value(&private, &quote!(self)),
    }
}
