#include "table.h"
enum status table_write(const char *result_path, const char *csv_path, int force, struct trail *trail)
{
  (void)result_path, (void)csv_path, (void)force, (void)trail;
  return STATUS_OK;
}
