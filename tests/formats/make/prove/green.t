#!/usr/bin/perl
# Nothing red.
use strict;
use warnings;
use Test::More tests => 3;

pass('one');
pass('two');
subtest three => sub { plan tests => 1; pass('inner') };
