using System;
using NUnit.Framework;

// 20 tests: 9 pass, 5 fail (2 for their fixture), 2 end by an exception, 1 can't be run, 1 is inconclusive, 2 are ignored; an explicit one is left out.
namespace Project.Größe {
    [TestFixture] public class Basics {
        [Test] public void Passes() { Assert.AreEqual(2, 1 + 1); }
        [Test] public void Prints() { Console.WriteLine("\u001b[32mcoloured\u001b[0m <out> & ]]> 🐧"); Console.Error.WriteLine("to the other stream"); }
        [Test] public void Fails() { Assert.AreEqual("größe <&> \"quoted\" ]]> 🐧", "a & b", "the 'penguin' 🐧"); }
        [Test] public void FailsWithColour() { Assert.Fail("\u001b[31mred\u001b[0m"); }
        [Test] public void Throws() { throw new InvalidOperationException("out of <memory> & luck", new Exception("the cause")); }
        [Test] public void Inconclusive() { Assert.Inconclusive("who <knows>"); }
        [Test, Ignore("no <network>")] public void Ignored() {}
        [Test] public void GivesUp() { Assert.Ignore("not on this day"); }
        [Test] public void NotRunnable(int number) {}
        [Test, Explicit] public void Explicit() {}
        [TestCase(1), TestCase(2), TestCase(3)] public void IsSmall(int number) { Assert.Less(number, 3); }
        [TestCase("one"), TestCase("größe <&>"), TestCase("🐧")] public void HasWords(string word) { Assert.IsNotEmpty(word); }
        [Test, ExpectedException(typeof(ArgumentException))] public void Expects() { throw new ArgumentException("as <expected>"); }
        [Test, Category("slow & <steady>"), Description("a \"description\"")] public void IsInACategory() {}
    }
    [TestFixture] public class BrokenWorld {
        [TestFixtureSetUp] public void Before() { throw new InvalidOperationException("no database"); }
        [Test] public void One() {}
        [Test] public void Two() {}
    }
    [TestFixture] public class BrokenEach {
        [SetUp] public void Before() { throw new InvalidOperationException("no file"); }
        [Test] public void Never() {}
    }
}
