#!/usr/bin/perl
# Skips itself as a whole.
use strict;
use warnings;
use Test::More skip_all => 'not on this machine';
