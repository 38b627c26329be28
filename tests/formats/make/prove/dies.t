#!/usr/bin/perl
# Dies before its plan is done.
use strict;
use warnings;
use Test::More tests => 4;

pass('one');
pass('two');
die "an exception\n";
