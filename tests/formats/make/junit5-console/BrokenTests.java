import org.junit.jupiter.api.*;

/** 2 tests, never run: what comes before the class throws. */
class BrokenTests {
    @BeforeAll static void before() { throw new IllegalStateException("no database"); }
    @Test void one() {}
    @Test void two() {}
}
