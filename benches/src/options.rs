//! What the command line asks for.

use std::env;
use std::process;

const USAGE: &str = "\
options:
  --quick             fewer and shorter rounds
  --only SUBSTRING    run only the cases whose names contain SUBSTRING
";

/// What the command line asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Fewer and shorter rounds.
    pub quick: bool,
    /// Run only the cases whose names contain this.
    pub only: Option<String>,
    /// This process is a child, started to do this one job; see [`crate::child`].
    pub job: Option<String>,
}

impl Options {
    /// Reads the arguments of this process; ends it with a message when they make no sense.
    pub fn from_args() -> Self {
        Self::parse(env::args().skip(1)).unwrap_or_else(|fault| {
            eprintln!("{fault}\n{USAGE}");
            process::exit(2);
        })
    }

    /// Whether the case or job of this name is to be run.
    pub fn selects(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    fn parse(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Options::default();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--quick" => options.quick = true,
                "--only" => options.only = Some(args.next().ok_or("--only needs a part of a name")?),
                crate::child::JOB_OPTION => options.job = Some(args.next().ok_or("a child needs a job")?),
                // Cargo passes this one to every bench target.
                "--bench" => {}
                unknown => return Err(format!("unknown option {unknown:?}")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_cargo_adds_is_ignored() {
        assert_eq!(parse("--bench"), Ok(Options::default()));
    }

    #[test]
    fn a_filter_selects_by_a_part_of_the_name() {
        let options = parse("--quick --only tokio").expect("both options are known");
        assert!(options.quick);
        assert!(options.selects("tokio: pair"));
        assert!(!options.selects("ours: pair"));
    }

    #[test]
    fn an_unknown_option_is_named() {
        assert_eq!(parse("--quik"), Err("unknown option \"--quik\"".to_owned()));
    }
}
