#!/usr/bin/perl
# One of everything that Test::More can say.
use strict;
use warnings;
use utf8;
use Test::More;

binmode(Test::More->builder->$_, ':encoding(UTF-8)') for qw(output failure_output todo_output);

pass('passes');
is('Zoë 😀 <a>', "Zoe & \"b\" ]]> 𝔘", 'fails: Größe 😀 <a> & "b"');
is_deeply([1, { a => 2 }], [1, { a => 3 }], 'fails deeply');
SKIP: {
    skip 'no <gpu> & no "driver" 😀', 2;
    fail('never run');
}
TODO: {
    local $TODO = 'one day';
    fail('red and to do');
    pass('green and to do');
}
TODO: {
    todo_skip 'would hang', 1;
}
pass('name with # hash');
pass();
subtest 'parent' => sub {
    plan tests => 3;
    pass('green');
    fail('red in a subtest');
    subtest 'deeper <&> 😀' => sub { pass('one'); pass('two'); done_testing };
};
subtest 'a skipped subtest' => sub { plan skip_all => 'not here' };
subtest 'a green parent' => sub { pass('green'); done_testing };
diag("\e[1;32mgreen\e[0m");
note('not ok 99 - not a result');
fail("\e[31mred name\e[0m");
done_testing;
