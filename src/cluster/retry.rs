//! How long a request that failed is tried again.

use std::time::{Duration, SystemTime};

use k8s_openapi::jiff::fmt::rfc2822;

/// How often a request is sent at most.
const TRIES: u32 = 5;
/// How long all waiting for one request may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The first pause; each further one is three times as long.
const FIRST: Duration = Duration::from_millis(100);

/// The tries that a request has left.
#[derive(Debug, Default)]
pub(super) struct Retry {
    failed: u32,
    waited: Duration,
}

impl Retry {
    /// How long to wait before the next try; `None` if it is time to give up. What the server asks for decides where it
    /// asks for something.
    pub(super) fn pause(&mut self, retry_after: Option<Duration>) -> Option<Duration> {
        self.failed += 1;
        let pause =
            retry_after.unwrap_or_else(|| FIRST.saturating_mul(3_u32.saturating_pow(self.failed - 1)));
        let waited = self.waited.saturating_add(pause);
        if self.failed >= TRIES || waited > PATIENCE {
            return None;
        }
        self.waited = waited;
        Some(pause)
    }
}

/// What a `Retry-After` header asks for: seconds, or a date (RFC 9110, section 10.2.3).
pub(super) fn parse(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date: SystemTime = rfc2822::parse(header).ok()?.timestamp().into();
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Retry, parse};

    #[test]
    fn pauses_grow_and_end() {
        let mut retry = Retry::default();
        let pauses: Vec<_> =
            std::iter::from_fn(|| retry.pause(None)).map(|pause| pause.as_millis()).collect();
        assert_eq!(pauses, [100, 300, 900, 2700]);
    }

    #[test]
    fn the_server_decides_within_limits() {
        let seconds = |count| Some(Duration::from_secs(count));
        let mut retry = Retry::default();
        assert_eq!([retry.pause(seconds(0)), retry.pause(seconds(20))], [seconds(0), seconds(20)]);
        assert_eq!(retry.pause(seconds(11)), None, "more than half a minute in total");
        assert_eq!(Retry::default().pause(seconds(u64::MAX)), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (header, seconds) in [
            ("0", Some(0)),
            (" 12 ", Some(12)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:49:27 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
        ] {
            assert_eq!(parse(header, now), seconds.map(Duration::from_secs), "{header}");
        }
    }
}
