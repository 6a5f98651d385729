/* options.c - one list of options for all verbs; each verb names the letters that it takes. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const struct
{
  char letter;
  const char *text;
} option_helps[] = {
  { 'o', "  -o, --output FILE      result file (plot: folder; default: name of the scenario, in this folder)" },
  { 'a', "  -a, --at T,T,...       times of the table, also as START:END:STEP" },
  { 'x', "  -x, --threshold PARAMETER=LOW..HIGH  where the outcome changes" },
  { 's', "  -s, --set KEY=VALUE    change one key, as often as needed: --set protocol.spacing='6 week'" },
  { 't', "  -t, --threads N        runs at the same time (default: as many as the machine has; results are the same)" },
  { 'f', "  -f, --force            replace files that exist" },
  { 'j', "  -j, --json             print JSON instead of text" },
  { 'e', "  -e, --errors           compute each run again, finer, and tell the numerical error of its numbers" },
  { 'y',
    "  -y, --accuracy E       choose grids and tolerances so that no number is off by more than this part: --accuracy 1e-3" },
  { 'i', "  -i, --no-sharing       compute everything for each run alone: slower, the same bits" },
  { 'n', "  -n, --no-figures       leave the figures out" },
  { 'm', "  -m, --markdown         print Markdown: the page docs/model.md, or the tables of docs/validation.md" },
  { 'c', "  -c, --claims           answer what clinics tell their clients" },
};

void help_verb(const struct verb *verb)
{
  printf("Usage: %s\n\nneocol %s: %s.\n%s\n\nOptions:\n", verb->usage, verb->name, verb->about, verb->details);
  for (size_t k = 0; k < sizeof option_helps / sizeof *option_helps; k++)
    if (strchr(verb->options, option_helps[k].letter) != NULL)
      printf("%s\n", option_helps[k].text);
  printf("  -h, --help             this text\n\nExamples:\n%s\n"
         "Exit status: 0 success, 64 wrong usage, 65 wrong scenario or data, 66 no input, 69 gnuplot missing,\n"
         "70 computation failed, 73 result cannot be created, 74 reading or writing failed.\n",
         verb->examples);
}

static enum status threads_read(const char *text, int *threads, struct trail *trail)
{
  char *end;
  long value = strtol(text, &end, 10);
  if (*text == '\0' || *end != '\0' || value < 1 || value > 1024)
    return status_fail(trail, STATUS_USAGE, "--threads is '%s'; expected a whole number from 1 to 1024", text);
  *threads = (int)value;
  return STATUS_OK;
}

static enum status accuracy_read(const char *text, double *accuracy, struct trail *trail)
{
  char *end;
  double value = strtod(text, &end);
  if (*text == '\0' || *end != '\0' || !(value >= 1e-9 && value <= 1))
    return status_fail(trail, STATUS_USAGE, "--accuracy is '%s'; expected a part from 1e-9 to 1, such as 1e-3", text);
  *accuracy = value;
  return STATUS_OK;
}

static const struct option longs[] = {
  { "output", required_argument, NULL, 'o' },
  { "set", required_argument, NULL, 's' },
  { "threads", required_argument, NULL, 't' },
  { "at", required_argument, NULL, 'a' },
  { "threshold", required_argument, NULL, 'x' },
  { "force", no_argument, NULL, 'f' },
  { "json", no_argument, NULL, 'j' },
  { "no-figures", no_argument, NULL, 'n' },
  { "markdown", no_argument, NULL, 'm' },
  { "claims", no_argument, NULL, 'c' },
  { "errors", no_argument, NULL, 'e' },
  { "no-sharing", no_argument, NULL, 'i' },
  { "accuracy", required_argument, NULL, 'y' },
  { "help", no_argument, NULL, 'h' },
  { NULL, 0, NULL, 0 },
};

/* an option that a verb does not take: names it as it was written, and the nearest one that there is */
static enum status option_refuse(const struct verb *verb, int letter, const char *word, struct trail *trail)
{
  const char *names[sizeof longs / sizeof *longs];
  char name[64];
  size_t known = 0;
  snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
  for (size_t k = 0; longs[k].name != NULL; k++)
  {
    if (strchr(verb->options, longs[k].val) != NULL)
      names[known++] = longs[k].name;
    // known, but not to this verb: the word may be its value
    if (longs[k].val == letter)
      snprintf(name, sizeof name, "--%s", longs[k].name);
  }
  if (letter == '?' && optopt != 0 && strncmp(word, "--", 2) == 0)
    return status_fail(trail, STATUS_USAGE, "option '%s' takes no value, found '%s'; see 'neocol %s --help'", name, word,
                       verb->name);
  if (letter == '?' && optopt != 0)
    snprintf(name, sizeof name, "-%c", optopt);
  const char *nearest = strncmp(name, "--", 2) == 0 ? text_nearest(name + 2, names, known) : NULL;
  return status_fail(trail, STATUS_USAGE, "'neocol %s' has no option '%s'%s%s%s; see 'neocol %s --help'", verb->name, name,
                     nearest == NULL ? "" : " (did you mean '--", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?)",
                     verb->name);
}

enum status options_read(const struct verb *verb, int count, char **words, struct arguments *arguments, int *helped,
                         struct trail *trail)
{
  enum status status = STATUS_OK;
  opterr = 0;
  int letter;
  while (status == STATUS_OK && (letter = getopt_long(count, words, ":o:s:t:a:x:fjnmcheiy:", longs, NULL)) != -1)
  {
    const char *word = words[optind - 1];
    if (letter == ':')
      return status_fail(trail, STATUS_USAGE, "'%s' needs a value; see 'neocol %s --help'", word, verb->name);
    if (letter == 'h')
    {
      *helped = 1;
      return STATUS_OK;
    }
    if (letter == '?' || strchr(verb->options, letter) == NULL)
      return option_refuse(verb, letter, word, trail);
    if (letter == 'o')
      arguments->output = optarg;
    else if (letter == 'a')
      arguments->times = optarg;
    else if (letter == 'x')
      arguments->threshold = optarg;
    else if (letter == 's' && arguments->request.set_count < sizeof arguments->sets / sizeof *arguments->sets)
      arguments->sets[arguments->request.set_count++] = optarg;
    else if (letter == 's')
      status = status_fail(trail, STATUS_USAGE, "more than %zu times --set", sizeof arguments->sets / sizeof *arguments->sets);
    else if (letter == 't')
      status = threads_read(optarg, &arguments->request.threads, trail);
    else if (letter == 'y')
      status = accuracy_read(optarg, &arguments->request.accuracy, trail);
    arguments->request.force |= letter == 'f';
    arguments->json |= letter == 'j';
    arguments->no_figures |= letter == 'n';
    arguments->request.errors |= letter == 'e';
    arguments->request.alone |= letter == 'i';
    arguments->markdown |= letter == 'm';
    arguments->claims |= letter == 'c';
  }
  int operands = count - optind;
  if (status == STATUS_OK && operands < verb->needs)
    status = status_fail(trail, STATUS_USAGE, "'neocol %s' got no file; expected: %s", verb->name, verb->usage);
  else if (status == STATUS_OK && operands > verb->takes)
    status = status_fail(trail, STATUS_USAGE, "'neocol %s' got a word too many, '%s'; expected: %s", verb->name,
                         words[optind + verb->takes], verb->usage);
  if (status == STATUS_OK && operands > 0)
    arguments->name = arguments->request.scenario = words[optind];
  arguments->request.sets = arguments->sets;
  return status;
}
