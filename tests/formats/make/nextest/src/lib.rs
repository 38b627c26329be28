//! 8 tests: 3 pass, 1 passes at the third try (flaky), 3 fail (one by its timeout, one by a signal), 1 is ignored.

#[cfg(test)]
mod green {
    #[test]
    fn passes() {}

    #[test]
    fn prints() {
        println!("\u{1b}[32mcoloured\u{1b}[0m <out> & 🐧");
    }

    #[test]
    #[should_panic]
    fn should_panic() {
        panic!("out of <memory> & luck");
    }

    #[test]
    fn flaky() {
        let mark = std::path::Path::new("/srv/nextest/mark");
        let tries = std::fs::read_to_string(mark).unwrap_or_default();
        std::fs::write(mark, format!("{tries}x")).unwrap();
        assert!(tries.len() >= 2, "not at try <{}>", tries.len() + 1);
    }
}

#[cfg(test)]
mod red {
    #[test]
    fn fails() {
        println!("\u{1b}[31mred\u{1b}[0m ]]> <out>");
        assert_eq!("größe <&> \"quoted\" 🐧", "a & b");
    }

    #[test]
    fn is_killed() {
        std::process::abort();
    }

    #[test]
    fn takes_too_long() {
        std::thread::sleep(std::time::Duration::from_secs(30));
    }

    #[test]
    #[ignore]
    fn ignored() {}
}
