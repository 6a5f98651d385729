/* main.c - the command line: arguments to a study, its status to an exit status. Results on stdout, everything else on stderr. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "describe.h"
#include "fit.h"
#include "memory.h"
#include "options.h"
#include "plot.h"
#include "plot_folder.h"
#include "replicate.h"
#include "status.h"
#include "study.h"
#include "text.h"
#include "validate.h"

/* --- progress --- */

struct bar
{
  double start;
  int is_shown;
};

static void bar_report(void *sink, size_t done, size_t total)
{
  struct bar *bar = sink;
  enum
  {
    WIDTH = 20
  };
  double spent = clock_seconds() - bar->start;
  double left = spent / (double)done * (double)(total - done);
  int filled = (int)(WIDTH * done / total);
  fprintf(stderr, "\r[%.*s%*s] %zu of %zu runs, %.1f per second, %.0f s left ", filled, "####################", WIDTH - filled,
          "", done, total, (double)done / (spent > 0 ? spent : 1), left);
  bar->is_shown = 1;
}

static void bar_clear(const struct bar *bar)
{
  if (bar->is_shown)
    fprintf(stderr, "\r%79s\r", "");
}

/* --- interrupts --- */

static volatile sig_atomic_t stopped; /* number of the signal that asked to stop */

static void stop_note(int signal_number)
{
  stopped = signal_number;
}

/* lets Ctrl-C stop a study after the runs that are on their way, with its files removed; the second one ends the program at once
 */
static void stop_watch(void)
{
  struct sigaction action = { .sa_handler = stop_note, .sa_flags = (int)SA_RESETHAND };
  sigemptyset(&action.sa_mask);
  // what was ignored on purpose (nohup) stays ignored
  const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  for (size_t k = 0; k < sizeof signals / sizeof *signals; k++)
  {
    struct sigaction before;
    if (sigaction(signals[k], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
      sigaction(signals[k], &action, NULL);
  }
}

/* ends the program by the signal that it got, if any, as whoever sent it expects */
static void stop_obey(void)
{
  if (stopped == 0)
    return;
  signal(stopped, SIG_DFL);
  raise(stopped);
}

/* --- verbs --- */

/* folder of figures next to a result: its name without the ending */
static char *figures_folder(const char *result)
{
  size_t size = strlen(result);
  char *folder = malloc(size + 16);
  if (folder == NULL)
    return NULL;
  const char *dot = strrchr(result, '.'), *slash = strrchr(result, '/');
  if (dot != NULL && (slash == NULL || dot > slash))
    size = (size_t)(dot - result);
  snprintf(folder, size + 16, "%.*s-figures", (int)size, result);
  return folder;
}

static enum status figures_draw(const char *result, int json, struct trail *trail)
{
  char *folder = figures_folder(result);
  if (folder == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the name of a folder");
  enum status status = plot_figures(result, folder, plot_folder(), trail);
  if (status != STATUS_OK)
    status = status_at(trail, status, "the result is complete, its figures are not; --no-figures leaves them out");
  else if (!json)
    printf("Figures -> %s\n", folder);
  free(folder);
  return status;
}

static enum status study_verb(struct arguments *arguments, struct trail *trail, enum study_verb verb)
{
  struct bar bar = { .start = clock_seconds() };
  struct study_report report;
  arguments->request.verb = verb;
  arguments->request.result = arguments->output;
  arguments->request.stopped = &stopped;
  stop_watch();
  if (isatty(STDERR_FILENO))
    arguments->request.progress = (struct study_progress){ &bar, bar_report };
  enum status status = study_perform(&arguments->request, &report, trail);
  bar_clear(&bar);
  if (status != STATUS_OK)
    return status;
  // too late to stop the study: its files are complete, what follows is left out
  stop_obey();
  if (arguments->json)
    status = study_report_json(stdout, &report, trail);
  else
    study_report_card(stdout, &report);
  if (status == STATUS_OK && !arguments->no_figures && verb != STUDY_SWEEP)
    status = figures_draw(report.result, arguments->json, trail);
  study_report_free(&report);
  return status;
}

static enum status run_perform(struct arguments *arguments, struct trail *trail)
{
  return study_verb(arguments, trail, STUDY_RUN);
}

static enum status compare_perform(struct arguments *arguments, struct trail *trail)
{
  return study_verb(arguments, trail, STUDY_COMPARE);
}

static enum status sweep_perform(struct arguments *arguments, struct trail *trail)
{
  return study_verb(arguments, trail, STUDY_SWEEP);
}

static enum status check_perform(struct arguments *arguments, struct trail *trail)
{
  struct study_report report;
  enum status status = study_check(&arguments->request, &report, trail);
  if (status != STATUS_OK)
    return status;
  printf("%s: good, %zu run%s\n", arguments->request.scenario, report.runs, report.runs == 1 ? "" : "s");
  for (size_t i = 0; i < report.runs && i < 40; i++)
    printf("  %s\n", report.names[i]);
  if (report.runs > 40)
    printf("  ... and %zu more\n", report.runs - 40);
  study_report_free(&report);
  return STATUS_OK;
}

static enum status plot_perform(struct arguments *arguments, struct trail *trail)
{
  const char *folder = arguments->output == NULL ? "." : arguments->output;
  enum status status = plot_figures(arguments->name, folder, plot_folder(), trail);
  if (status == STATUS_OK)
    printf("Figures -> %s\n", folder);
  return status;
}

static enum status describe_perform(struct arguments *arguments, struct trail *trail)
{
  if (arguments->name != NULL && (arguments->json || arguments->markdown))
    return status_fail(trail, STATUS_USAGE,
                       "'neocol describe %s' takes no %s; expected: neocol describe NAME, or %s without NAME", arguments->name,
                       arguments->json ? "--json" : "--markdown", arguments->json ? "--json" : "--markdown");
  if (arguments->markdown)
    describe_markdown(stdout);
  else if (arguments->name != NULL)
    return describe_name(stdout, arguments->name, trail);
  else if (arguments->json)
    describe_json(stdout);
  else
    describe_all(stdout);
  return STATUS_OK;
}

/* writes the schema to `file`, which is closed; complete or an error */
static enum status schema_write(FILE *file, const char *name, struct trail *trail)
{
  enum status status = describe_schema(file, trail);
  int failed = ferror(file);
  failed |= fclose(file) != 0;
  const char *reason = strerror(errno);
  if (status != STATUS_OK)
    return status_at(trail, status, "while writing '%s': %s", name, reason);
  return failed ? status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot be written: %s", name, reason) : STATUS_OK;
}

static enum status schema_perform(struct arguments *arguments, struct trail *trail)
{
  const char *name = arguments->output;
  if (name == NULL)
    return describe_schema(stdout, trail);
  if (!arguments->request.force && access(name, F_OK) == 0)
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists; use --force to replace it, or -o FILE for another name", name);
  // under a name for the time being, so that a full disk leaves what was there
  size_t size = strlen(name) + sizeof ".tmp";
  char *unfinished = malloc(size);
  if (unfinished == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the name of a file");
  snprintf(unfinished, size, "%s.tmp", name);
  FILE *file = fopen(unfinished, "w");
  enum status status = STATUS_OK;
  if (file == NULL)
    status = status_fail(trail, STATUS_CANNOT_CREATE, "'%s' cannot be created: %s", name, strerror(errno));
  else
  {
    status = schema_write(file, name, trail);
    if (status == STATUS_OK && rename(unfinished, name) != 0)
      status = status_fail(trail, STATUS_CANNOT_CREATE, "'%s' cannot be created: %s", name, strerror(errno));
    if (status != STATUS_OK)
      remove(unfinished);
  }
  free(unfinished);
  return status;
}

static enum status replicate_model(struct arguments *arguments, struct trail *trail)
{
  if (arguments->name == NULL)
  {
    (arguments->json ? replicate_list_json : replicate_list)(stdout);
    return STATUS_OK;
  }
  struct replicate_request request = { .model = arguments->name,
                                       .sets = arguments->sets,
                                       .set_count = arguments->request.set_count,
                                       .times = arguments->times,
                                       .threshold = arguments->threshold,
                                       .result = arguments->output,
                                       .force = arguments->request.force };
  struct replicate_report report;
  enum status status = replicate_perform(&request, &report, trail);
  if (status != STATUS_OK)
    return status;
  if (arguments->json)
    replicate_report_json(stdout, &report, trail);
  else
    replicate_report_card(stdout, &report);
  replicate_report_free(&report);
  return STATUS_OK;
}

static enum status fit_verb(struct arguments *arguments, struct trail *trail)
{
  struct bar bar = { .start = clock_seconds() };
  struct fit_request request = { .posterior = arguments->output,
                                 .threads = arguments->request.threads,
                                 .force = arguments->request.force };
  if (isatty(STDERR_FILENO))
    request.progress = (struct study_progress){ &bar, bar_report };
  enum status status = fit_perform(&request, stdout, trail);
  bar_clear(&bar);
  return status;
}

static enum status validate_verb(struct arguments *arguments, struct trail *trail)
{
  struct bar bar = { .start = clock_seconds() };
  struct validate_request request = { .result = arguments->output,
                                      .claims = arguments->claims,
                                      .form = arguments->json       ? VALIDATE_JSON
                                              : arguments->markdown ? VALIDATE_MARKDOWN
                                                                    : VALIDATE_TEXT,
                                      .threads = arguments->request.threads,
                                      .force = arguments->request.force };
  if (arguments->claims && arguments->output != NULL)
    return status_fail(trail, STATUS_USAGE, "'neocol validate --claims' writes no result; leave --output out");
  if (isatty(STDERR_FILENO))
    request.progress = (struct study_progress){ &bar, bar_report };
  enum status status = validate_perform(&request, stdout, trail);
  bar_clear(&bar);
  if (status != STATUS_OK || request.result == NULL || arguments->no_figures)
    return status;
  return figures_draw(request.result, request.form != VALIDATE_TEXT, trail);
}

static const struct verb verbs[] = {
  { "run", "compute the base run of a scenario", "neocol run SCENARIO [options]",
    "Writes RESULT.nc, a tidy CSV next to it and figures; prints a table.",
    "  neocol run scenarios/single-session.yaml\n"
    "  neocol run scenarios/single-session.yaml -o shallow.nc --set device.needle_length='0.5 mm'\n",
    "ostfjneiy", 1, 1, run_perform },
  { "compare", "compute all arms of a scenario and set them side by side", "neocol compare SCENARIO [options]",
    "Writes RESULT.nc, a tidy CSV next to it and figures; prints a table with one line for each arm.",
    "  neocol compare scenarios/depth-and-spacing.yaml\n"
    "  neocol compare scenarios/depth.yaml -o depth.nc --set skin.age='60 year'\n",
    "ostfjneiy", 1, 1, compare_perform },
  { "sweep", "compute a large grid of runs", "neocol sweep SCENARIO [options]",
    "Like compare, without figures; keeps curves up to 2000 runs, numbers beyond. Same bits for any number of threads.",
    "  neocol sweep scenarios/density.yaml -o density.nc --threads 2\n", "ostfjeiy", 1, 1, sweep_perform },
  { "plot", "draw the figures of a result again", "neocol plot RESULT.nc [-o FOLDER]",
    "One figure for each gnuplot file in plots/, as PNG and SVG, from the result file alone. The folder is made.",
    "  neocol plot depth-and-spacing.nc -o figures\n", "o", 1, 1, plot_perform },
  { "check", "read and check a scenario without computing", "neocol check SCENARIO [--set KEY=VALUE]...",
    "Tells all errors and warnings at once, and which runs there would be.", "  neocol check scenarios/depth.yaml\n", "s", 1, 1,
    check_perform },
  { "describe", "list or explain keys, parameters, states, observables, processes", "neocol describe [NAME]",
    "Without NAME everything; --json and --markdown change the form.",
    "  neocol describe fibroblasts.refractory_time\n  neocol describe collagen\n", "jm", 0, 1, describe_perform },
  { "schema", "print a JSON Schema of scenario files", "neocol schema [-o FILE]",
    "For editors that complete and check while a scenario is written.", "  neocol schema -o neocol.schema.json\n", "of", 0, 0,
    schema_perform },
  { "replicate", "integrate published models of wound healing", "neocol replicate [MODEL[.VARIANT]] [options]",
    "Without MODEL a list of models, variants, parameters and what was visible of each source. With --threshold it finds the\n"
    "values of a parameter at which the outcome changes. Numbers are in the units of the paper.",
    "  neocol replicate waugh2007.treated_a --at 0:90:7\n"
    "  neocol replicate reynolds2006 --set kpg=0.6 --json\n"
    "  neocol replicate adler2020 --set pulses=2 --set duration='1 day' --threshold separation=0..100\n",
    "soafxj", 0, 1, replicate_model },
  { "fit", "fit parameters to the measurements whose role is calibration", "neocol fit [-o FILE.csv]",
    "Least squares for the best set (fitted.yaml next to FILE), then an ensemble of 512 sets from prior to posterior (FILE,\n"
    "default posterior.csv). Takes some minutes; the same bits for any number of threads. The shipped posterior was made so:",
    "  neocol fit -o data/posterior.csv --force\n", "otf", 0, 0, fit_verb },
  { "validate", "set predictions next to published measurements", "neocol validate [--claims] [-o RESULT.nc]",
    "Every measurement that can be predicted, with the interval of the posterior: used or held out, inside or outside. Then the\n"
    "closure of a channel row by row, with declared constants, over what the sources leave open: pass, fail, undecided, not a\n"
    "prediction. With -o also a result file and a figure of observed against predicted. --claims answers what clinics say.",
    "  neocol validate\n  neocol validate -o validation.nc\n  neocol validate --claims\n", "otfjmnc", 0, 0, validate_verb },
};
enum
{
  VERBS = sizeof verbs / sizeof *verbs
};

/* --- help and errors --- */

static void help_all(FILE *file)
{
  fprintf(file, "neocol " NEOCOL_VERSION ": simulates skin needling, from punctures over channel closure to collagen.\n"
                "For research and teaching; not medical advice.\n\nUsage: neocol VERB [operands] [options]\n\n");
  for (size_t v = 0; v < VERBS; v++)
    fprintf(file, "  %-10s %s\n", verbs[v].name, verbs[v].about);
  fprintf(file, "\n'neocol VERB --help' shows options and examples. First steps:\n\n"
                "  neocol run scenarios/single-session.yaml\n"
                "  neocol compare scenarios/depth-and-spacing.yaml\n");
}

/* errors and warnings on stderr; lines that already say where they belong are left as they are */
static void trail_print(const struct trail *trail)
{
  for (int part = 0; part < 2; part++)
    for (const char *line = part == 0 ? trail->warnings : trail->errors; *line != '\0';)
    {
      size_t size = strcspn(line, "\n");
      const char *found = strstr(line, ": error: ");
      int is_placed = *line == ' ' || (found != NULL && found < line + size);
      int is_named = strncmp(line, "error: ", strlen("error: ")) == 0;
      const char *kind = part == 0 ? "warning: " : is_placed || is_named ? "" : "error: ";
      fprintf(stderr, "%s%s%.*s\n", is_placed ? "" : "neocol: ", kind, (int)size, line);
      line += size + (line[size] == '\n');
    }
}

static enum status verb_find(const char *name, const struct verb **verb, struct trail *trail)
{
  const char *names[VERBS];
  for (size_t v = 0; v < VERBS; v++)
  {
    names[v] = verbs[v].name;
    if (strcmp(names[v], name) == 0)
    {
      *verb = &verbs[v];
      return STATUS_OK;
    }
  }
  const char *nearest = text_nearest(name, names, VERBS);
  return status_fail(trail, STATUS_USAGE, "there is no verb '%s'%s%s%s; see 'neocol --help'", name,
                     nearest == NULL ? "" : " (did you mean '", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?)");
}

/* a verb with its words, or what is asked about the program itself */
static enum status words_perform(int count, char **words, struct trail *trail)
{
  static struct arguments arguments;
  const struct verb *verb = NULL;
  int helped = 0;
  if (strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0 || strcmp(words[1], "help") == 0)
  {
    help_all(stdout);
    return STATUS_OK;
  }
  if (strcmp(words[1], "--version") == 0)
  {
    printf("neocol " NEOCOL_VERSION "\n");
    return STATUS_OK;
  }
  enum status status = verb_find(words[1], &verb, trail);
  if (status == STATUS_OK)
    status = options_read(verb, count - 1, words + 1, &arguments, &helped, trail);
  if (status != STATUS_OK || !helped)
    return status == STATUS_OK ? verb->perform(&arguments, trail) : status;
  help_verb(verb);
  return STATUS_OK;
}

int main(int count, char **words)
{
  static struct trail trail;
  memory_share();
  // a file that may not grow any more (ulimit -f) is an error like a full disk
  signal(SIGXFSZ, SIG_IGN);
  if (count < 2)
  {
    help_all(stderr);
    return STATUS_USAGE;
  }
  enum status status = words_perform(count, words, &trail);
  // what was asked for must have arrived
  errno = 0;
  int failed = fflush(stdout) != 0;
  if (failed || ferror(stdout))
  {
    const char *reason = errno != 0 ? strerror(errno) : "writing failed";
    enum status lost = status_fail(&trail, STATUS_INPUT_OUTPUT, "standard output could not be written: %s", reason);
    status = status == STATUS_OK ? lost : status;
  }
  trail_print(&trail);
  stop_obey();
  return (int)status;
}
