<?php
// One test that prints 100 kB, and one that does not.

use PHPUnit\Framework\TestCase;

class BigTest extends TestCase
{
    public function testPrintsMuch(): void
    {
        for ($number = 0; $number < 1600; $number++) {
            printf("%06d the quick brown fox jumps over the lazy dog <&> ü😀\n", $number);
        }
        $this->fail('after so much');
    }

    public function testQuiet(): void
    {
        $this->assertTrue(true);
    }
}
