//! With the feature red, 9 tests: 4 pass (one should panic), 3 fail, 2 are ignored (junit leaves them out). Without it, 2 pass.
//! The example of `add` is one more, run on its own.

/// Adds; the example in this text is a test too.
///
/// ```
/// assert_eq!(project::add(1, 1), 2);
/// ```
pub fn add(left: u32, right: u32) -> u32 {
    left + right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes() {
        assert_eq!(add(1, 1), 2);
    }

    #[test]
    fn größe_passes() {
        println!("\u{1b}[32mcoloured\u{1b}[0m <out> & 🐧");
    }
}

#[cfg(all(test, feature = "red"))]
mod red {
    use super::*;

    #[test]
    fn prints_and_passes() -> Result<(), String> {
        eprintln!("to the other stream <&>");
        Ok(())
    }

    #[test]
    #[should_panic(expected = "out of <memory>")]
    fn should_panic() {
        panic!("out of <memory> & luck");
    }

    #[test]
    fn fails() {
        println!("\u{1b}[31mred\u{1b}[0m ]]> <out>");
        assert_eq!("größe <&> \"quoted\" 🐧", "a & b");
    }

    #[test]
    fn returns_an_error() -> Result<(), String> {
        Err("said <no>".into())
    }

    #[test]
    #[should_panic]
    fn should_have_panicked() {
        add(1, 2);
    }

    #[test]
    #[ignore]
    fn ignored() {}

    #[test]
    #[ignore = "no <network>"]
    fn ignored_for_a_reason() {}
}

#[cfg(all(test, feature = "big"))]
mod big {
    #[test]
    fn prints_a_megabyte() {
        for number in 0..20000 {
            println!("line {number} of <many> & more");
        }
        panic!("at the end");
    }
}
