/* plot.c - finds the figures that a result allows, writes their data into a temporary folder and lets gnuplot draw them. */
#include "plot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plot_data.h"

extern char **environ;

enum
{
  PATH_SIZE = PATH_MAX,
  LINE_SIZE = 1024,
  FIGURES_LARGEST = 256,
  NAMES_LARGEST = 1024,
  FORMATS = 2
};

static const char *const formats[FORMATS] = { "png", "svg" };

struct figure
{
  char *name;  /* of the file without .gp */
  int allowed; /* the result has all variables that it needs */
};

struct plotter
{
  struct archive *archive;
  const char *result_path, *folder;
  char *plots_folder; /* absolute, since gnuplot gets it */
  char work[64];      /* temporary folder; empty: not made */
  size_t figure_count, name_count;
  struct figure figures[FIGURES_LARGEST];
  char *names[NAMES_LARGEST]; /* variables that some figure needs or uses */
};

/* --- figures --- */

static enum status name_add(struct plotter *p, const char *name, struct trail *trail)
{
  for (size_t i = 0; i < p->name_count; i++)
    if (strcmp(p->names[i], name) == 0)
      return STATUS_OK;
  char *copy = p->name_count < NAMES_LARGEST ? strdup(name) : NULL;
  if (copy == NULL)
    return status_fail(trail, STATUS_MEMORY, "too many variables in the figures of '%s'", p->plots_folder);
  p->names[p->name_count++] = copy;
  return STATUS_OK;
}

/* "# needs: a b" and "# uses: a b" */
static enum status comment_read(struct plotter *p, struct figure *figure, char *line, struct trail *trail)
{
  int needs = strncmp(line, "# needs:", 8) == 0;
  if (!needs && strncmp(line, "# uses:", 7) != 0)
    return STATUS_OK;
  char *rest = NULL;
  for (char *word = strtok_r(strchr(line, ':') + 1, " \t\r\n", &rest); word != NULL; word = strtok_r(NULL, " \t\r\n", &rest))
  {
    if (needs && !archive_has(p->archive, word))
      figure->allowed = 0;
    enum status status = name_add(p, word, trail);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static enum status figure_read(struct plotter *p, const char *file, struct trail *trail)
{
  char path[PATH_SIZE], line[LINE_SIZE];
  snprintf(path, sizeof path, "%s/%s", p->plots_folder, file);
  if (p->figure_count == FIGURES_LARGEST)
    return status_fail(trail, STATUS_DATA, "more than %d figures in '%s'", FIGURES_LARGEST, p->plots_folder);
  FILE *stream = fopen(path, "r");
  if (stream == NULL)
    return status_fail(trail, STATUS_NO_INPUT, "figure '%s' cannot be read: %s", path, strerror(errno));
  struct figure *figure = &p->figures[p->figure_count];
  *figure = (struct figure){ .allowed = 1, .name = strndup(file, strlen(file) - strlen(".gp")) };
  enum status status = STATUS_OK;
  if (figure->name == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for figure '%s'", path);
  else
    p->figure_count++;
  while (status == STATUS_OK && fgets(line, sizeof line, stream) != NULL)
    status = comment_read(p, figure, line, trail);
  fclose(stream);
  return status;
}

static int is_figure(const struct dirent *entry)
{
  size_t length = strlen(entry->d_name);
  return entry->d_name[0] != '.' && length > 3 && strcmp(entry->d_name + length - 3, ".gp") == 0 &&
         strcmp(entry->d_name, "style.gp") != 0;
}

/* in the order of their names */
static enum status figures_find(struct plotter *p, const char *plots_folder, struct trail *trail)
{
  struct dirent **entries = NULL;
  p->plots_folder = realpath(plots_folder, NULL);
  int count = p->plots_folder == NULL ? -1 : scandir(p->plots_folder, &entries, is_figure, alphasort);
  if (count < 0)
    return status_fail(trail, STATUS_NO_INPUT, "folder of figures '%s' cannot be read: %s", plots_folder, strerror(errno));
  enum status status = STATUS_OK;
  int allowed = 0;
  for (int i = 0; i < count; i++)
  {
    if (status == STATUS_OK)
      status = figure_read(p, entries[i]->d_name, trail);
    free(entries[i]);
  }
  free(entries);
  for (size_t i = 0; i < p->figure_count; i++)
    allowed += p->figures[i].allowed;
  if (status == STATUS_OK && allowed == 0)
    status = status_fail(trail, STATUS_DATA, "result '%s' has not the variables of any of the %zu figures in '%s'",
                         p->result_path, p->figure_count, plots_folder);
  return status;
}

/* --- folders --- */

/* the folder and those above it */
static enum status folder_make(const char *folder, struct trail *trail)
{
  char path[PATH_SIZE];
  struct stat found;
  snprintf(path, sizeof path, "%s", folder);
  for (char *at = path + 1; path[0] != '\0' && *at != '\0'; at++)
    if (*at == '/')
    {
      *at = '\0';
      mkdir(path, 0777);
      *at = '/';
    }
  if (mkdir(path, 0777) != 0 && errno != EEXIST)
    return status_fail(trail, STATUS_CANNOT_CREATE, "folder '%s' cannot be made: %s", folder, strerror(errno));
  if (stat(path, &found) != 0 || !S_ISDIR(found.st_mode))
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is not a folder", folder);
  return STATUS_OK;
}

static enum status work_make(struct plotter *p, struct trail *trail)
{
  const char *parent = getenv("TMPDIR");
  if (parent == NULL || parent[0] != '/' || strlen(parent) > 40)
    parent = "/tmp";
  snprintf(p->work, sizeof p->work, "%s/neocol-plot-XXXXXX", parent);
  if (mkdtemp(p->work) == NULL)
  {
    p->work[0] = '\0';
    return status_fail(trail, STATUS_CANNOT_CREATE, "no temporary folder in '%s': %s", parent, strerror(errno));
  }
  return STATUS_OK;
}

static void work_remove(const struct plotter *p)
{
  DIR *folder = p->work[0] == '\0' ? NULL : opendir(p->work);
  if (folder == NULL)
    return;
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
    unlinkat(dirfd(folder), entry->d_name, 0);
  closedir(folder);
  rmdir(p->work);
}

/* --- gnuplot --- */

/* text in gnuplot's single quotes */
static void quoted_write(const char *text, FILE *stream)
{
  fputc('\'', stream);
  for (; *text != '\0'; text++)
    fputs(*text == '\'' ? "''" : (char[]){ *text, '\0' }, stream);
  fputc('\'', stream);
}

/* <folder>/<stem>-<figure>.<format> and a suffix */
static void output_print(const struct plotter *p, const char *figure, const char *format, const char *suffix, char *path,
                         size_t size)
{
  const char *slash = strrchr(p->result_path, '/'), *base = slash == NULL ? p->result_path : slash + 1, *dot = strrchr(base, '.');
  int length = dot == NULL || dot == base ? (int)strlen(base) : (int)(dot - base);
  snprintf(path, size, "%s/%.*s-%s.%s%s", p->folder, length, base, figure, format, suffix);
}

/* the few lines that gnuplot starts from */
static enum status start_write(const struct plotter *p, const char *figure, const char *format, struct trail *trail)
{
  const struct
  {
    const char *folder, *file;
  } loads[] = { { p->work, "labels" }, { p->plots_folder, "style" }, { p->plots_folder, figure } };
  char path[PATH_SIZE], output[PATH_SIZE];
  snprintf(path, sizeof path, "%s/%s-%s.gp", p->work, figure, format);
  output_print(p, figure, format, ".tmp", output, sizeof output);
  FILE *stream = fopen(path, "w");
  if (stream == NULL)
    return status_fail(trail, STATUS_INPUT_OUTPUT, "cannot write '%s': %s", path, strerror(errno));
  fprintf(stream, "figure_format = '%s'\nfigure_output = ", format);
  quoted_write(output, stream);
  for (size_t i = 0; i < sizeof loads / sizeof *loads; i++)
  {
    char load[PATH_SIZE];
    snprintf(load, sizeof load, "%s/%s.gp", loads[i].folder, loads[i].file);
    fputs("\nload ", stream);
    quoted_write(load, stream);
  }
  fputs("\nset output\n", stream);
  int failed = ferror(stream) != 0;
  if (fclose(stream) != 0 || failed)
    return status_fail(trail, STATUS_INPUT_OUTPUT, "cannot write '%s': %s", path, strerror(errno));
  return STATUS_OK;
}

/* the environment with numbers written with points; NULL without memory. The texts stay where they are. */
static char **environment_make(void)
{
  static char locale[] = "LC_ALL=C.UTF-8";
  size_t count = 0, kept = 0;
  while (environ[count] != NULL)
    count++;
  char **made = calloc(count + 2, sizeof *made);
  for (size_t i = 0; i < count && made != NULL; i++)
    if (strncmp(environ[i], "LC_ALL=", 7) != 0)
      made[kept++] = environ[i];
  if (made != NULL)
    made[kept] = locale;
  return made;
}

/* starts gnuplot for one figure and format, with its messages in a file */
static enum status gnuplot_start(const struct plotter *p, const char *figure, const char *format, pid_t *process,
                                 struct trail *trail)
{
  char script[PATH_SIZE], messages[PATH_SIZE], program[] = "gnuplot", option[] = "-d";
  char *arguments[] = { program, option, script, NULL };
  snprintf(script, sizeof script, "%s/%s-%s.gp", p->work, figure, format);
  snprintf(messages, sizeof messages, "%s/%s-%s.log", p->work, figure, format);
  char **environment = environment_make();
  posix_spawn_file_actions_t actions;
  if (environment == NULL || posix_spawn_file_actions_init(&actions) != 0)
  {
    free(environment);
    return status_fail(trail, STATUS_MEMORY, "no memory to start gnuplot");
  }
  int failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  failed =
      failed ? failed : posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, messages, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  failed = failed ? failed : posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  failed = failed ? failed : posix_spawnp(process, program, &actions, NULL, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  free(environment);
  if (failed == ENOENT)
    return status_fail(trail, STATUS_UNAVAILABLE, "gnuplot is not installed; on Debian: apt-get install gnuplot-nox");
  if (failed != 0)
    return status_fail(trail, STATUS_UNAVAILABLE, "gnuplot cannot be started: %s", strerror(failed));
  return STATUS_OK;
}

/* gnuplot's messages: the last one is the error of a figure that failed, all of them are warnings otherwise */
static enum status messages_tell(const struct plotter *p, const char *figure, const char *format, int failed, struct trail *trail)
{
  char path[PATH_SIZE], line[LINE_SIZE], last[LINE_SIZE] = "no message";
  snprintf(path, sizeof path, "%s/%s-%s.log", p->work, figure, format);
  FILE *stream = fopen(path, "r");
  while (stream != NULL && fgets(line, sizeof line, stream) != NULL)
  {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[strspn(line, " \t^")] == '\0')
      continue;
    snprintf(last, sizeof last, "%s", line + strspn(line, " \t"));
    if (!failed)
      status_warn(trail, "figure '%s': %s", figure, last);
  }
  if (stream != NULL)
    fclose(stream);
  return failed ? status_fail(trail, STATUS_SOFTWARE, "gnuplot could not draw '%s' (%s): %s", figure, format, last) : STATUS_OK;
}

/* waits, and gives the complete file its name */
static enum status gnuplot_end(const struct plotter *p, const char *figure, const char *format, pid_t process,
                               struct trail *trail)
{
  char unfinished[PATH_SIZE], path[PATH_SIZE];
  struct stat found;
  int result = -1;
  pid_t ended;
  do
    ended = waitpid(process, &result, 0);
  while (ended < 0 && errno == EINTR);
  output_print(p, figure, format, ".tmp", unfinished, sizeof unfinished);
  output_print(p, figure, format, "", path, sizeof path);
  int failed =
      ended != process || !WIFEXITED(result) || WEXITSTATUS(result) != 0 || stat(unfinished, &found) != 0 || found.st_size == 0;
  enum status status = messages_tell(p, figure, format, failed, trail);
  if (status == STATUS_OK && rename(unfinished, path) != 0)
    status = status_fail(trail, STATUS_CANNOT_CREATE, "figure '%s' cannot be made: %s", path, strerror(errno));
  if (status != STATUS_OK)
    unlink(unfinished);
  return status;
}

/* all formats of a figure at the same time */
static enum status figure_draw(const struct plotter *p, const char *figure, struct trail *trail)
{
  pid_t processes[FORMATS];
  int started = 0;
  enum status status = STATUS_OK;
  for (; started < FORMATS && status == STATUS_OK; started += status == STATUS_OK)
  {
    status = start_write(p, figure, formats[started], trail);
    if (status == STATUS_OK)
      status = gnuplot_start(p, figure, formats[started], &processes[started], trail);
  }
  for (int i = 0; i < started; i++)
  {
    enum status ended = gnuplot_end(p, figure, formats[i], processes[i], trail);
    status = status == STATUS_OK ? ended : status;
  }
  return status;
}

/* --- all --- */

static enum status figures_make(struct plotter *p, const char *plots_folder, struct trail *trail)
{
  enum status status = figures_find(p, plots_folder, trail);
  if (status == STATUS_OK)
    status = folder_make(p->folder, trail);
  if (status == STATUS_OK)
    status = work_make(p, trail);
  if (status == STATUS_OK)
    status = plot_data_write(p->archive, p->name_count, p->names, p->work, trail);
  // a figure that fails does not keep the others from being drawn
  for (size_t i = 0; i < p->figure_count && (status == STATUS_OK || status == STATUS_SOFTWARE); i++)
    if (p->figures[i].allowed)
    {
      enum status drawn = figure_draw(p, p->figures[i].name, trail);
      status = drawn == STATUS_OK ? status : drawn;
    }
  return status;
}

enum status plot_figures(const char *result_path, const char *folder, const char *plots_folder, struct trail *trail)
{
  struct plotter *p = calloc(1, sizeof *p);
  if (p == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the figures of '%s'", result_path);
  p->result_path = result_path;
  p->folder = folder;
  enum status status = archive_open(result_path, &p->archive, trail);
  if (status == STATUS_OK)
    status = figures_make(p, plots_folder, trail);
  archive_close(p->archive);
  work_remove(p);
  for (size_t i = 0; i < p->figure_count; i++)
    free(p->figures[i].name);
  for (size_t i = 0; i < p->name_count; i++)
    free(p->names[i]);
  free(p->plots_folder);
  free(p);
  return status;
}
