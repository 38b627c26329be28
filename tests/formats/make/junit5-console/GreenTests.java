import org.junit.jupiter.api.*;

/** 2 tests: both pass. */
class GreenTests {
    @Test void one() {}
    @Test void two() {}
}
