import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.*;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 17 tests: 9 pass, 4 fail, 2 end by an exception (errors), 2 are skipped. */
@DisplayName("größe <&> \"quoted\" 🐧")
class MixedTests {
    @Test void passes() { assertEquals(2, 1 + 1); }
    @Test @DisplayName("prints 🐧 <&>") void prints(TestReporter reporter) {
        System.out.println("\u001b[32mcoloured\u001b[0m <out> & ]]>");
        System.err.println("to the other stream");
        reporter.publishEntry("colour", "grün <&>");
    }
    @Test void fails() { assertEquals("größe <&> ]]> 🐧", "\u001b[31mred\u001b[0m", "the 'penguin'"); }
    @Test void failsTwice() { assertAll(() -> assertEquals(1, 2), () -> assertEquals(3, 4)); }
    @Test void throwsIt() { throw new IllegalStateException("out of <memory> & luck"); }
    @Test void takesTooLong() { assertTimeoutPreemptively(Duration.ofMillis(50), () -> Thread.sleep(5000)); }
    @Disabled("no <network>") @Test void disabled() {}
    @Test void assumes() { assumeTrue(false, "not on this day"); }
    @RepeatedTest(2) void repeats() {}
    @ParameterizedTest @ValueSource(strings = {"one", "größe <&>", "🐧"}) void has(String word) { assertNotEquals("one", word); }
    @TestFactory Stream<DynamicTest> dynamic() { return Stream.of(DynamicTest.dynamicTest("made", () -> {})); }
    @Nested class Inner {
        @Test void passes() {}
        @Nested class Deeper { @Test void passes() {} }
    }
    @Nested class InnerBroken {
        @BeforeEach void before() { throw new IllegalStateException("no database"); }
        @Test void neverRun() {}
    }
}
