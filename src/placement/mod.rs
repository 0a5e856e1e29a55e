//! Pure scheduling predicates on API types; imports nothing of ours.
