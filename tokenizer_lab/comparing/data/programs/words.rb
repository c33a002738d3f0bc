counts = $stdin.read.downcase.split.tally
counts.sort_by { |word, count| [-count, word] }.each do |word, count|
  puts "#{count} #{word}"
end
