//! How long a hook sleeps, as far as its text tells.

use k8s_openapi::api::core::v1::LifecycleHandler;

/// The seconds that a hook surely sleeps; none if it does not, or if that cannot be told.
pub(crate) fn seconds(hook: &LifecycleHandler) -> Option<i64> {
    if let Some(sleep) = &hook.sleep {
        return Some(sleep.seconds);
    }
    let command: Vec<&str> = hook.exec.as_ref()?.command.iter().flatten().map(String::as_str).collect();
    match command.as_slice() {
        [program, amounts @ ..] if is_sleep(program) => total(amounts.iter().copied()),
        [program, .., script] if is_shell(program) => of_script(script),
        _ => None,
    }
}

fn base_name(word: &str) -> &str {
    word.rsplit(['/', '\\']).next().unwrap_or(word)
}

fn is_sleep(word: &str) -> bool {
    base_name(word) == "sleep"
}

fn is_shell(word: &str) -> bool {
    matches!(base_name(word), "sh" | "bash" | "ash" | "dash" | "busybox")
}

/// The sum of the sleeps of a script that run one after another; of one with branches or loops the longest single
/// sleep, which it may pass over, is no proof.
fn of_script(script: &str) -> Option<i64> {
    const BRANCHES: [&str; 6] = ["if", "while", "until", "for", "case", "function"];
    let words = || script.split(|char: char| char.is_whitespace() || ";&|(){}".contains(char));
    if words().any(|word| BRANCHES.contains(&word)) || script.contains("||") || has_background(script) {
        return None;
    }
    let commands = script.split(['\n', ';', '|']).flat_map(|part| part.split("&&"));
    let mut sum = 0_i64;
    let mut sleeps = false;
    for command in commands {
        let mut words = command.split_whitespace();
        let first = words.next().map(|word| if word == "exec" { words.next().unwrap_or(word) } else { word });
        if first.is_some_and(is_sleep) {
            sum = sum.saturating_add(total(words)?);
            sleeps = true;
        }
    }
    sleeps.then_some(sum)
}

/// Whether something runs in the background: `sleep 60 &`.
fn has_background(script: &str) -> bool {
    let without_and = script.replace("&&", "").replace("2>&1", "").replace(">&", "");
    without_and.contains('&')
}

/// `40`, `40s 1m`: the sum, as sleep(1) of GNU has it.
fn total<'a>(amounts: impl Iterator<Item = &'a str>) -> Option<i64> {
    let mut sum = 0_i64;
    let mut is_any = false;
    for amount in amounts {
        sum = sum.saturating_add(amount_of(amount)?);
        is_any = true;
    }
    is_any.then_some(sum)
}

fn amount_of(text: &str) -> Option<i64> {
    let (digits, unit) = match text.strip_suffix(['s', 'm', 'h', 'd']) {
        Some(digits) => (digits, text.as_bytes().last().copied().unwrap_or(b's')),
        None => (text, b's'),
    };
    let whole = digits.split('.').next().unwrap_or(digits);
    let seconds = match unit {
        b'm' => 60,
        b'h' => 3_600,
        b'd' => 86_400,
        _ => 1,
    };
    whole.parse::<i64>().ok()?.checked_mul(seconds)
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::ExecAction;

    use super::*;

    fn of(words: &[&str]) -> Option<i64> {
        let command = words.iter().map(|word| (*word).to_owned()).collect();
        seconds(&LifecycleHandler {
            exec: Some(ExecAction { command: Some(command) }),
            ..LifecycleHandler::default()
        })
    }

    #[test]
    fn sleeps_are_summed_up() {
        assert_eq!(of(&["sleep", "40"]), Some(40));
        assert_eq!(of(&["/bin/sleep", "1m"]), Some(60));
        assert_eq!(of(&["/bin/sh", "-c", "sleep 20"]), Some(20));
        assert_eq!(of(&["sh", "-c", "nginx -s quit; sleep 20 && sleep 25s"]), Some(45));
        assert_eq!(of(&["bash", "-ec", "/drain\nexec sleep 50"]), Some(50));
    }

    #[test]
    fn what_cannot_be_told_is_not_guessed() {
        for words in [
            &["sh", "-c", "while pidof agent; do sleep 60; done"][..],
            &["sh", "-c", "test -f /x || sleep 60"],
            &["sh", "-c", "sleep 60 & wait"],
            &["sh", "-c", "sleep $WAIT"],
            &["sh", "-c", "echo sleep 60"],
            &["/agent", "drain"],
            &["sleep"],
        ] {
            assert_eq!(of(words), None, "{words:?}");
        }
    }
}
