using NUnit.Framework;

// 2 tests: both pass.
[TestFixture] public class Green {
    [Test] public void One() {}
    [Test] public void Two() {}
}
