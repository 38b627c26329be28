import org.junit.BeforeClass;
import org.junit.Test;

/** 2 tests that are never run: what comes before the class throws, which is one error of the class. */
public class BrokenTest {
    @BeforeClass public static void before() { throw new IllegalStateException("no database"); }
    @Test public void one() {}
    @Test public void two() {}
}
