import org.junit.Test;

/** 2 tests: both pass. */
public class GreenTest {
    @Test public void one() {}
    @Test public void two() {}
}
