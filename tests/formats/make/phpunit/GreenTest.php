<?php
// Nothing red.

use PHPUnit\Framework\TestCase;

class GreenTest extends TestCase
{
    public function testOne(): void
    {
        $this->assertTrue(true);
    }

    /** @testWith [1]
     *            [2]
     */
    public function testNumber(int $number): void
    {
        $this->assertLessThan(3, $number);
    }
}
