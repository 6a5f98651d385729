/* straight_lu.c - a program of the build: prints the sparse elimination of the tissue's Jacobian as straight-line C.
 *
 * One kernel for each pattern that the structural variants have. Index arithmetic only: no equation is repeated here. The order
 * of operations is that of the lists in sparse_lu.c, so the bits are the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "parameter.h"
#include "plan.h"
#include "registry.h"
#include "sparse_lu.h"
#include "sparse_lu_lists.h"

static void factor_print(const struct sparse_lu *lu, int number)
{
  printf("VECTOR_CLONES\nstatic void factor_%d(double *values)\n{\n  lane *a = (lane *)values;\n", number);
  for (size_t p = 0, lower = 0, update = 0; p < lu->size; p++)
  {
    unsigned pivot = lu->diagonal[lu->order[p]];
    printf("  a[%u] = 1 / a[%u];\n", pivot, pivot);
    for (; lower < lu->lower_end[p]; lower++)
      printf("  a[%u] *= a[%u];\n", lu->lower[lower].entry, pivot);
    for (; update < lu->update_end[p]; update++)
      printf("  a[%u] -= a[%u] * a[%u];\n", lu->update[update].target, lu->update[update].lower, lu->update[update].upper);
  }
  printf("}\n\n");
}

static void solve_print(const struct sparse_lu *lu, int number)
{
  printf("VECTOR_CLONES\nstatic void solve_%d(const double *values, double *vector)\n{\n"
         "  const lane *restrict a = (const lane *)values;\n  lane *restrict x = (lane *)vector;\n",
         number);
  for (size_t p = 0, lower = 0; p < lu->size; p++)
    for (; lower < lu->lower_end[p]; lower++)
      printf("  x[%u] -= a[%u] * x[%u];\n", lu->lower[lower].index, lu->lower[lower].entry, lu->order[p]);
  size_t upper = lu->uppers;
  for (size_t p = lu->size; p-- > 0;)
  {
    size_t first = p == 0 ? 0 : lu->upper_end[p - 1];
    for (; upper > first; upper--)
      printf("  x[%u] -= a[%u] * x[%u];\n", lu->order[p], lu->upper[upper - 1].entry, lu->upper[upper - 1].index);
    printf("  x[%u] *= a[%u];\n", lu->order[p], lu->diagonal[lu->order[p]]);
  }
  printf("}\n\n");
}

static void indices_print(const char *name, int number, size_t count, const uint32_t *values)
{
  printf("static const uint32_t %s_%d[] = {", name, number);
  for (size_t e = 0; e < count; e++)
    printf("%s%u,", e % 24 == 0 ? "\n  " : " ", values[e]);
  printf("\n};\n");
}

/* the processes of a variant, wired; NULL and a message when that fails */
static struct assembly *variant_make(const char *variant, const double *parameters)
{
  const struct process *on[128];
  size_t first[128];
  static struct trail trail;
  struct assembly *assembly = NULL;
  if (tissue_process_count > sizeof on / sizeof *on)
    return NULL;
  for (size_t i = 0; i < tissue_process_count; i++)
  {
    const char *own = tissue_processes[i]->variant;
    on[i] = own == NULL || strcmp(own, variant) == 0 ? tissue_processes[i] : NULL;
    first[i] = parameter_first(tissue_processes[i]);
  }
  if (assembly_create(on, tissue_process_count, NULL, 0, parameters, first, &assembly, &trail) != STATUS_OK)
    fprintf(stderr, "straight_lu: %s\n", trail.errors);
  return assembly;
}

int main(void)
{
  double *parameters = calloc(parameter_count() + 1, sizeof *parameters);
  int kernels = 0, failed = parameters == NULL;
  struct sparse_lu *made[PLAN_VARIANTS] = { NULL };
  if (!failed)
    parameter_defaults(parameters);
  printf("/* made by the build: the elimination of each Jacobian of the tissue */\n#include \"sparse_lu.h\"\n"
         "#include \"straight_lu_kernels.h\"\n#include \"vector.h\"\n\n"
         "typedef double lane __attribute__((vector_size(%d * sizeof(double)), aligned(sizeof(double)), may_alias));\n\n",
         STRAIGHT_LU_LANES);
  for (int v = 0; v < PLAN_VARIANTS && !failed; v++)
  {
    struct assembly *assembly = variant_make(plan_variants[v], parameters);
    struct sparse_lu *lu = NULL;
    if (assembly != NULL)
      lu = sparse_lu_create(assembly_state_count(assembly), assembly_entry_count(assembly), assembly_entry_rows(assembly),
                            assembly_entry_columns(assembly));
    assembly_free(assembly);
    failed = lu == NULL;
    int known = 0;
    for (int k = 0; k < kernels && !failed; k++)
      known |= made[k]->size == lu->size && made[k]->given == lu->given &&
               memcmp(made[k]->row, lu->row, lu->given * sizeof *lu->row) == 0 &&
               memcmp(made[k]->column, lu->column, lu->given * sizeof *lu->column) == 0;
    if (failed || known)
    {
      sparse_lu_free(lu);
      continue;
    }
    factor_print(lu, kernels);
    solve_print(lu, kernels);
    indices_print("row", kernels, lu->given, lu->row);
    indices_print("column", kernels, lu->given, lu->column);
    made[kernels++] = lu;
  }
  printf("const struct straight_lu straight_lu_kernels[] = {\n");
  for (int k = 0; k < kernels; k++)
  {
    printf("  { %zu, %zu, row_%d, column_%d, factor_%d, solve_%d },\n", made[k]->size, made[k]->given, k, k, k, k);
    sparse_lu_free(made[k]);
  }
  printf("};\nconst size_t straight_lu_kernel_count = %d;\n", kernels);
  free(parameters);
  return failed;
}
