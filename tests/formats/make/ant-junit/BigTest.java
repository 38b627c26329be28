import org.junit.Test;

/** 2 tests: both pass, one prints a megabyte. */
public class BigTest {
    @Test public void printsAMegabyte() {
        for (int i = 0; i < 20000; i++) System.out.println("line " + i + " of <many> & more ]]> \u001b[0m");
    }
    @Test public void passes() {}
}
