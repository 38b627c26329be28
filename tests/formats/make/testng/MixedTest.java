import static org.testng.Assert.*;

import org.testng.IRetryAnalyzer;
import org.testng.ITestResult;
import org.testng.SkipException;
import org.testng.annotations.*;

/** 10 runs of tests: 4 pass, 3 fail (one by an exception), 3 are skipped (one of them is tried again and passes). */
public class MixedTest {
    public static class OnceMore implements IRetryAnalyzer {
        int tries;
        public boolean retry(ITestResult result) { return tries++ < 1; }
    }
    static int runs;
    @Test(description = "größe <&> \"quoted\" 🐧") public void passes() { assertEquals(2, 1 + 1); }
    @Test public void prints() { System.out.println("\u001b[32mcoloured\u001b[0m <out> & ]]>"); org.testng.Reporter.log("reported <b>größe</b> 🐧"); }
    @Test public void fails() { assertEquals("größe <&> ]]> 🐧", "\u001b[31mred\u001b[0m", "the 'penguin'"); }
    @Test public void throwsIt() { throw new IllegalStateException("out of <memory> & luck"); }
    @Test public void skips() { throw new SkipException("no <network>"); }
    @Test(dependsOnMethods = "fails") public void needsFails() {}
    @Test(retryAnalyzer = OnceMore.class) public void flaky() { assertTrue(runs++ > 0, "not at the first time"); }
    @DataProvider public Object[][] words() { return new Object[][] {{"one"}, {"größe <&>"}}; }
    @Test(dataProvider = "words") public void has(String word) { assertNotEquals("one", word); }
    @Test(enabled = false) public void disabled() { fail(); }
}
