<?php

$text = strtolower(stream_get_contents(STDIN));
$words = preg_split('/\s+/', $text, -1, PREG_SPLIT_NO_EMPTY);
$counts = array_count_values($words);
ksort($counts, SORT_STRING);
arsort($counts);
foreach ($counts as $word => $count) {
    echo "$count $word\n";
}
