//! Amounts such as `"64 MiB"`: limits of what handles weigh, and not of how many there are.

/// Bytes in a unit.
const UNITS: &[(&str, u64)] = &[
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

/// What is wrong with an amount as a limit.
pub(super) fn refusal(amount: &str) -> String {
    match bytes(amount) {
        Ok(_) => {
            "an amount needs `weight`, and weights are not built yet; a limit counts handles, as in `limit = 64`".into()
        }
        Err(wrong) => wrong,
    }
}

fn bytes(amount: &str) -> Result<u64, String> {
    let digits = amount.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = (digits.trim(), amount[digits.len()..].trim());
    let number: u64 =
        number.parse().map_err(|_| format!("{amount:?} is no amount; one is, for example, \"64 MiB\""))?;
    if unit.is_empty() {
        return Err(format!(
            "{amount:?} has no unit; a number of handles stands without quotes, as in `limit = {number}`"
        ));
    }
    let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        let units = UNITS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        return Err(format!("{unit:?} is no unit; valid are {units}"));
    };
    let bytes = number.checked_mul(*factor).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| format!("{amount:?} must be at least 1 and fit in 64 bits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers_with_a_unit() {
        for (amount, expected) in
            [("1 B", 1), ("64 MiB", 64 << 20), ("64MiB", 64 << 20), (" 3 kB ", 3_000), ("2 GB", 2_000_000_000)]
        {
            assert_eq!(bytes(amount), Ok(expected), "{amount}");
        }
        for (amount, wrong) in [
            ("", "is no amount"),
            ("MiB", "is no amount"),
            ("-1 MiB", "is no amount"),
            ("1.5 MiB", "is no amount"),
            ("64", "has no unit"),
            ("64 mib", "is no unit"),
            ("0 B", "must be at least 1"),
            ("99999999999 GiB", "must be at least 1 and fit"),
        ] {
            assert!(bytes(amount).unwrap_err().contains(wrong), "{amount}: {:?}", bytes(amount));
        }
    }
}
