import static org.junit.Assert.*;

import org.junit.Test;

/** 6 tests, run with two reruns: 1 passes at once, 2 at the second or third try (flaky), 2 never, 1 fails once and then errs. */
public class FlakyTest {
    static int once, twice, mixed;
    @Test public void steady() {}
    @Test public void passesAtTheSecond() { assertTrue("not at the first <time> 🐧", once++ > 0); }
    @Test public void passesAtTheThird() { if (twice++ < 2) throw new IllegalStateException("try " + twice); }
    @Test public void neverPasses() { System.out.println("said & printed"); fail("never"); }
    @Test public void neverPassesForAnError() { throw new IllegalStateException("never"); }
    @Test public void failsThenErrs() { if (mixed++ == 0) fail("first a failure"); throw new IllegalStateException("then an error"); }
}
