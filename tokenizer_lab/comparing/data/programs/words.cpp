#include <algorithm>
#include <cctype>
#include <iostream>
#include <map>
#include <string>
#include <vector>

int main() {
    std::map<std::string, int> counts;
    for (std::string word; std::cin >> word;) {
        for (char& c : word) c = std::tolower(static_cast<unsigned char>(c));
        ++counts[word];
    }
    std::vector<std::pair<std::string, int>> entries(counts.begin(), counts.end());
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [word, count] : entries) {
        std::cout << count << ' ' << word << '\n';
    }
}
