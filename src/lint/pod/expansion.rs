//! References `$(NAME)` in commands, arguments and environment variables, as the kubelet reads them.

/// The names that a text refers to, in their order (`Expand` in `third_party/forked/golang/expansion/expand.go`, 1.34):
/// `$$` is an escaped `$`, so that `$$(NAME)` refers to nothing. What is no name of a variable is left out: `$(date +%s)`.
pub(crate) fn references(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        if let Some(escaped) = rest.strip_prefix('$') {
            rest = escaped;
        } else if let Some((name, behind)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            if is_identifier(name) {
                found.push(name);
            }
            rest = behind;
        }
    }
    found
}

/// Whether a word can be a variable of a shell as well.
fn is_identifier(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && name.bytes().all(is_part)
}

/// Programs that run the text of an argument.
const INTERPRETERS: [&str; 15] = [
    "sh",
    "bash",
    "ash",
    "dash",
    "ksh",
    "zsh",
    "busybox",
    "cmd",
    "powershell",
    "pwsh",
    "python",
    "python3",
    "perl",
    "ruby",
    "node",
];

/// Which words of a command line are scripts: there `$(hostname)` runs a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scripts<'w> {
    words: &'w [&'w str],
    /// The first word behind an interpreter and its flag for code; what follows are its arguments.
    from: usize,
    has_interpreter: bool,
}

impl<'w> Scripts<'w> {
    pub(crate) fn new(words: &'w [&'w str]) -> Self {
        let interpreter = words.iter().position(|word| is_interpreter(word));
        let flag = interpreter.and_then(|at| {
            let behind = words.iter().enumerate().skip(at + 1);
            behind.into_iter().find(|(_, word)| is_code_flag(word)).map(|(index, _)| index)
        });
        let from = flag.map_or(words.len(), |flag| flag + 1);
        Self { words, from, has_interpreter: interpreter.is_some() }
    }

    /// Whether a word is one, by its index.
    pub(crate) fn contains(&self, index: usize) -> bool {
        let word = self.words.get(index).copied().unwrap_or_default();
        // The image may start a shell by itself: `args: [-c, …]`.
        let before = index.checked_sub(1).and_then(|before| self.words.get(before));
        let is_of_image = !self.has_interpreter
            && before.is_some_and(|word| is_code_flag(word))
            && word.contains(char::is_whitespace);
        index >= self.from || is_of_image || word.contains('\n')
    }
}

fn is_interpreter(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word).to_ascii_lowercase();
    INTERPRETERS.contains(&name.strip_suffix(".exe").unwrap_or(&name))
}

/// `-c`, `-euxc`, `-e`, `/c`, `-Command`: what follows is code.
fn is_code_flag(word: &str) -> bool {
    let Some(letters) = word.strip_prefix(['-', '/']) else { return false };
    let is_short = !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    letters.eq_ignore_ascii_case("command")
        || (is_short && letters.to_ascii_lowercase().ends_with(['c', 'e']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_the_kubelet_reads_them() {
        let table: [(&str, &[&str]); 10] = [
            ("--node=$(NODE)", &["NODE"]),
            ("$(A)$(B)", &["A", "B"]),
            ("$$(A)", &[]),
            ("$$$(A)", &["A"]),
            ("$(A", &[]),
            ("$A ${B}", &[]),
            ("$(date +%s) $(A)", &["A"]),
            ("$($(A))", &[]),
            ("$()", &[]),
            ("$", &[]),
        ];
        for (text, names) in table {
            assert_eq!(references(text), names, "{text}");
        }
    }

    #[test]
    fn scripts_are_told_by_what_runs_them() {
        let is_script = |words: &[&str], index| Scripts::new(words).contains(index);
        assert!(is_script(&["/bin/sh", "-c", "x $(A)"], 2));
        assert!(is_script(&["bash", "-euxc", "x"], 2));
        assert!(is_script(&["chroot", "/host", "bash", "-c", "x", "arg"], 5));
        assert!(is_script(&["powershell.exe", "-Command", "x"], 2));
        assert!(is_script(&["-c", "sleep $(A); x"], 1));
        assert!(is_script(&["entry", "a\nb"], 1));
        assert!(!is_script(&["-c", "$(CONFIG)"], 1));
        assert!(!is_script(&["agent", "--node=$(A)"], 1));
        assert!(!is_script(&["/bin/sh", "/run.sh", "$(A)"], 2));
    }
}
