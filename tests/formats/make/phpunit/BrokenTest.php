<?php
// Set-up throws.

use PHPUnit\Framework\TestCase;

class BrokenTest extends TestCase
{
    public static function setUpBeforeClass(): void
    {
        throw new RuntimeException('no database');
    }

    public function testNeverRun(): void
    {
    }

    public function testNeverRunEither(): void
    {
    }
}
