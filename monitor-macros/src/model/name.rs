//! The name of what is declared, as people see it.

use syn::{Ident, LitStr, ext::IdentExt};

/// The name for an item that is given none.
pub(super) fn of(ident: &Ident) -> LitStr {
    LitStr::new(&snake_case(&ident.unraw().to_string()), ident.span())
}

/// `HttpClient` is `http_client`, `TCPStream` is `tcp_stream`, `DB_POOL` is `db_pool`.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let starts_word = letter.is_uppercase()
            && match i.checked_sub(1).map(|before| letters[before]) {
                None | Some('_') => false,
                Some(before) if before.is_lowercase() => true,
                Some(_) => letters.get(i + 1).is_some_and(|after| after.is_lowercase()),
            };
        if starts_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_the_type_in_snake_case() {
        for (name, kind) in [
            ("Client", "client"),
            ("HttpClient", "http_client"),
            ("TCPStream", "tcp_stream"),
            ("GPU", "gpu"),
            ("Utf8Path", "utf8_path"),
            ("Ipv4", "ipv4"),
            ("V2Client", "v2_client"),
            ("Left_Right", "left_right"),
            ("DB_POOL", "db_pool"),
            ("TIER2_IPV4", "tier2_ipv4"),
            ("already_snake", "already_snake"),
            ("type", "type"),
            ("X", "x"),
            ("ÄrgerÖl", "ärger_öl"),
        ] {
            assert_eq!(snake_case(name), kind);
        }
    }
}
