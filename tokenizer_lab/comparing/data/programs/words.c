#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    char *word;
    int count;
};

static int by_word(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->word, ((const struct entry *)b)->word);
}

static int by_count(const void *a, const void *b)
{
    int difference = ((const struct entry *)b)->count - ((const struct entry *)a)->count;
    return difference ? difference : by_word(a, b);
}

int main(void)
{
    struct entry *entries = NULL;
    size_t size = 0, kept = 0;
    char word[256];
    while (scanf("%255s", word) == 1) {
        for (char *c = word; *c; c++)
            *c = tolower((unsigned char)*c);
        entries = realloc(entries, (size + 1) * sizeof *entries);
        entries[size].word = strdup(word);
        entries[size++].count = 1;
    }
    qsort(entries, size, sizeof *entries, by_word);
    for (size_t i = 0; i < size; i++) {
        if (kept && strcmp(entries[kept - 1].word, entries[i].word) == 0)
            entries[kept - 1].count++;
        else
            entries[kept++] = entries[i];
    }
    qsort(entries, kept, sizeof *entries, by_count);
    for (size_t i = 0; i < kept; i++)
        printf("%d %s\n", entries[i].count, entries[i].word);
}
