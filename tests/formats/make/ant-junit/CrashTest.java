import org.junit.Test;

/** 2 tests, of which one ends the whole virtual machine: Ant writes an error of the class in their place. */
public class CrashTest {
    @Test public void exits() { Runtime.getRuntime().halt(3); }
    @Test public void passes() {}
}
