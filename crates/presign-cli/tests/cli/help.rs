//! Help, version and completions.

use crate::program::bare;

const COMMANDS: [&[&str]; 28] = [
    &["get"],
    &["put"],
    &["head"],
    &["delete"],
    &["copy"],
    &["list"],
    &["multipart"],
    &["multipart", "create"],
    &["multipart", "part"],
    &["multipart", "complete"],
    &["multipart", "abort"],
    &["multipart", "list-parts"],
    &["multipart", "plan"],
    &["post"],
    &["url"],
    &["sign"],
    &["token"],
    &["token", "rds"],
    &["token", "eks"],
    &["token", "msk"],
    &["token", "codecommit"],
    &["service"],
    &["credentials"],
    &["credentials", "r2"],
    &["credentials", "s1"],
    &["credentials", "narrow"],
    &["explain"],
    &["verify"],
];

#[test]
fn every_command_has_help_with_examples() {
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            let help = bare(&[command, &[flag]].concat()).stdout();
            assert!(help.contains("\nExamples:\n  presign "), "{command:?}: {help}");
            assert!(help.contains(&format!("Usage: presign {}", command.join(" "))), "{help}");
            assert!(!help.contains('\u{1b}'), "colours where there is no terminal");
        }
    }
}

#[test]
fn the_help_names_what_a_user_must_know() {
    let help = bare(&["--help"]).stdout();
    let words = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_CONFIG_FILE",
        "Exit codes:",
        "--from",
        "--profile",
    ];
    for word in words {
        assert!(help.contains(word), "{word}: {help}");
    }
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {} ", command[0])), "{command:?}");
    }
}

/// The examples of the help are no lies: each is a command that is understood.
#[test]
fn the_examples_work() {
    let mut count = 0;
    for command in [&[&[][..]][..], &COMMANDS, &[&["completions"]]].concat() {
        let help = bare(&[command, &["--help"]].concat()).env("COLUMNS", "1000").stdout();
        let examples = help.lines().filter_map(|line| line.strip_prefix("  presign "));
        // Those that need a file, or the output of another command, have tests of their own.
        let is_whole = |example: &&str| !example.starts_with("cloudfront") && !example.contains("explain");
        for example in examples.filter(|example| is_whole(example) && !example.starts_with("verify")) {
            // Files and pipes are left to the reader.
            let example = example.split(['>', '|']).next().unwrap_or_default();
            let example = example.replace("keys.txt", "-").replace("report.pdf --curl", "- --curl");
            let arguments = split(&example);
            let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
            let call = crate::scoped::with_parent(crate::program::presign(&arguments), &arguments);
            let outcome = call.input("a\n").run();
            assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{example}");
            count += 1;
        }
    }
    assert!(count > 25, "{count}");
}

/// The words of a command line that has single quotes and nothing else.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (i, piece) in line.trim().split('\'').enumerate() {
        if i % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn version() {
    assert_eq!(bare(&["--version"]).stdout(), format!("presign {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn manual_pages() {
    let page = bare(&["man"]).stdout();
    assert!(page.contains(".TH presign 1") && page.contains("presign\\-verify(1)"), "{page}");
    let page = bare(&["man", "multipart", "plan"]).stdout();
    assert!(page.contains(".TH presign-multipart-plan 1") && page.contains("part\\-size"), "{page}");
    assert!(!bare(&["--help"]).stdout().contains("\n  man "), "it is for those who install the program");
}

#[test]
fn completions_know_regions_and_profiles() {
    let config = crate::program::file("config", "[profile staging]\nregion = eu-west-1\n");
    for shell in ["bash", "fish", "zsh"] {
        let script = bare(&["completions", shell]).env("AWS_CONFIG_FILE", &config).stdout();
        assert!(
            script.contains("eu-central-1") && script.contains("us-west-2") && script.contains("staging"),
            "{shell}"
        );
    }
    // Another region is as good as those that are offered.
    let other = crate::program::presign(&["get", "s3://examplebucket/a", "--region", "xx-west-9"]).run();
    assert_eq!(other.code, 0);
    assert!(other.stdout.contains("xx-west-9"));
    assert_eq!(other.stderr, "presign: warning: AWS has no region xx-west-9 that this program knows\n");
}

#[test]
fn completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = bare(&["completions", shell]).stdout();
        assert!(script.contains("presign") && script.contains("list-parts"), "{shell}");
    }
    let refusal = bare(&["completions", "csh"]).refusal();
    assert!(refusal.starts_with("error: invalid value 'csh' for '<SHELL>'"), "{refusal}");
}
