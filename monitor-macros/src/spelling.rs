//! Finds the name that was meant.

/// What to say of a `word` that is none of the `names`: the one that was meant, or all of them after `valid`.
pub(crate) fn suggestion<'a>(word: &str, valid: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(word, names.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("{valid} {}", names.collect::<Vec<_>>().join(", ")),
    }
}

/// The candidate nearest to `word`, if it is near enough to have been meant: at most two typing mistakes, and at most
/// half of the word. Large letters for small ones are no mistake.
fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mistakes_max = (word.chars().count() / 2).min(2);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(mistakes, _)| *mistakes <= mistakes_max)
        .min_by_key(|(mistakes, _)| *mistakes)
        .map(|(_, candidate)| candidate)
}

/// How many characters must be inserted, deleted or replaced to turn `a` into `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    // `row[j]` is the distance between the part of `a` that was read and the first `j` characters of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_single_character_edits() {
        for (a, b, edits) in [
            ("", "", 0),
            ("", "limit", 5),
            ("limit", "limit", 0),
            ("limt", "limit", 1),
            ("limiit", "limit", 1),
            ("lomit", "limit", 1),
            ("kitten", "sitting", 3),
            ("größe", "grosse", 3),
        ] {
            assert_eq!(distance(a, b), edits, "{a} -> {b}");
            assert_eq!(distance(b, a), edits, "{b} -> {a}");
        }
    }

    #[test]
    fn a_near_name_is_found_and_a_far_one_is_not() {
        let names = ["kind", "limit", "clock", "crate"];
        assert_eq!(nearest("limt", names), Some("limit"));
        assert_eq!(nearest("clok", names), Some("clock"));
        assert_eq!(nearest("LIMIT", names), Some("limit"));
        assert_eq!(nearest("colour", names), None);
        // Two edits turn any two letters into any others.
        assert_eq!(nearest("xy", ["kd"]), None);
    }
}
