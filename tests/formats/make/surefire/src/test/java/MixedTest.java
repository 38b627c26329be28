import static org.junit.Assert.*;

import org.junit.Assume;
import org.junit.Ignore;
import org.junit.Test;

/** 8 tests: 3 pass, 1 fails, 2 end by an exception (errors), 2 are skipped. */
public class MixedTest {
    @Test public void passes() { assertEquals(2, 1 + 1); }
    @Test public void größe() { assertEquals("🐧", "🐧"); }
    @Test public void prints() {
        System.out.println("\u001b[32mcoloured\u001b[0m <out> & ]]> 🐧");
        System.err.println("to the other stream");
    }
    @Test public void fails() { assertEquals("größe <&> \"quoted\" 'x' ]]> 🐧", "a & b", "\u001b[31mred\u001b[0m"); }
    @Test public void throwsIt() { throw new IllegalStateException("out of <memory> & luck", new RuntimeException("the cause")); }
    @Test(timeout = 100) public void takesTooLong() throws Exception { Thread.sleep(5000); }
    @Ignore("no <network>") @Test public void ignored() { fail(); }
    @Test public void assumes() { Assume.assumeTrue("not on this day", false); }
}
