#!/usr/bin/perl
# Bails out.
use strict;
use warnings;
use Test::More tests => 3;

pass('one');
BAIL_OUT('the house is on fire');
