<?php
// One of everything that PHPUnit can say.

use PHPUnit\Framework\TestCase;

class MixedTest extends TestCase
{
    public function testPasses(): void
    {
        $this->assertSame(2, 1 + 1);
    }

    public function testFails(): void
    {
        $this->assertSame('Zoe & "b" ]]> 𝔘', 'Zoë 😀 <a>');
    }

    public function testThrows(): void
    {
        throw new RuntimeException('an exception: 😀 <&>');
    }

    public function testWarnsLikePhp(): void
    {
        trigger_error('a PHP warning', E_USER_WARNING);
    }

    public function testSkipped(): void
    {
        $this->markTestSkipped('no <gpu> & no "driver" 😀');
    }

    public function testIncomplete(): void
    {
        $this->markTestIncomplete('one day');
    }

    public function testRisky(): void
    {
    }

    /** @depends testFails */
    public function testDepends(): void
    {
    }

    /** @dataProvider words */
    public function testWord(string $word): void
    {
        $this->assertNotSame('red', $word);
    }

    public function words(): array
    {
        return ['grüße' => ['grüße'], '𝔘😀' => ['𝔘😀'], "<a href='x'>&\"" => ['<a>'], 'a red one' => ['red']];
    }

    public function testColours(): void
    {
        echo "\x1b[1;32mgreen\x1b[0m \x07 bell ]]>\n";
        $this->fail("\x1b[31mred message\x1b[0m");
    }
}
