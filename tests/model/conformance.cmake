# conformance.cmake - the checks as a library, wrong processes compiled like real ones, and sources that must not compile
add_library(conformance STATIC model/conformance.c model/conformance_together.c model/sample.c)
target_include_directories(conformance PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/model)
target_link_libraries(conformance PUBLIC model base PRIVATE flags m)
target_link_libraries(model_test_conformance PRIVATE conformance)

# --- wrong processes: the same two compilations as in the main file, with a domain of their own
set(wrong ${CMAKE_CURRENT_SOURCE_DIR}/model/wrong)
file(GLOB wrong_files CONFIGURE_DEPENDS ${wrong}/*.c)
list(REMOVE_ITEM wrong_files ${wrong}/undeclared.c ${wrong}/include.c)
foreach(kind values partials)
  add_library(wrong_${kind} OBJECT ${wrong_files})
  target_compile_definitions(wrong_${kind} PRIVATE PROCESS_DOMAIN=wrong PROCESS_${kind})
  target_include_directories(wrong_${kind} PRIVATE ${PROJECT_SOURCE_DIR}/model)
  target_link_libraries(wrong_${kind} PRIVATE base flags)
  get_target_property(options channel_${kind} COMPILE_OPTIONS)
  if(options)
    target_compile_options(wrong_${kind} PRIVATE ${options})
  endif()
  target_sources(model_test_conformance_wrong PRIVATE $<TARGET_OBJECTS:wrong_${kind}>)
endforeach()
target_link_libraries(model_test_conformance_wrong PRIVATE conformance)

# --- what must not compile: each with the words of the compiler that it must fail with; the control must compile
# neocol_compile(name target words definition...): source `file` with the include directories of `target`; no words: compiles
function(neocol_compile name file target words)
  add_test(NAME compile_${name} COMMAND ${CMAKE_C_COMPILER} -std=c17 -fsyntax-only ${ARGN}
    "-I$<JOIN:$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>,;-I>" ${wrong}/${file} COMMAND_EXPAND_LISTS)
  set_tests_properties(compile_${name} PROPERTIES ENVIRONMENT LC_ALL=C)
  if(words)
    set_tests_properties(compile_${name} PROPERTIES PASS_REGULAR_EXPRESSION "${words}")
  endif()
endfunction()

foreach(kind values partials)
  set(process -DPROCESS_DOMAIN=wrong -DPROCESS_${kind})
  neocol_compile(process_${kind}_control undeclared.c channel_${kind} "" ${process} -Werror)
  foreach(row "READ|no member named '?stranger" "READ_FED|no member named '?sink" "WRITE|no member named '?stranger"
      "WRITE_READ|no member named '?neighbour" "INJURY|no member named '?sink")
    string(REPLACE "|" ";" row "${row}")
    list(GET row 0 break)
    list(GET row 1 words)
    # quotes of either compiler
    string(REPLACE "'?" ".?.?.?" words "${words}")
    neocol_compile(process_${kind}_${break} undeclared.c channel_${kind} "${words}" ${process} -DBREAK_${break})
  endforeach()
endforeach()
set(process -DPROCESS_DOMAIN=wrong -DPROCESS_values)
neocol_compile(process_source undeclared.c channel_values "too few arguments|requires 8 arguments" ${process} -DBREAK_SOURCE)
neocol_compile(process_evidence undeclared.c channel_values "evidence_hearsay" ${process} -DBREAK_EVIDENCE)
neocol_compile(process_about undeclared.c channel_values "too few arguments|requires 2 arguments" ${process} -DBREAK_END)
neocol_compile(process_comparison undeclared.c channel_partials "invalid operands" -DPROCESS_DOMAIN=wrong -DPROCESS_partials
  -DBREAK_COMPARISON)

# --- arrows between folders: what a target may include, and what it may not
foreach(row base:status.h solvers:status.h solvers_gsl:status.h model:unit.h io:assembly.h studies:assembly.h studies:scenario.h
    studies:system.h neocol:study.h neocol:status.h)
  string(REPLACE ":" ";" row ${row})
  list(GET row 0 target)
  list(GET row 1 header)
  neocol_compile(include_${target}_${header} include.c ${target} "" -DINCLUDED=\"${header}\")
endforeach()
foreach(row base:assembly.h base:system.h base:scenario.h model:system.h model:scenario.h model:response.h solvers:assembly.h
    solvers:scenario.h solvers_gsl:assembly.h io:system.h io:response.h neocol:assembly.h neocol:scenario.h neocol:system.h)
  string(REPLACE ":" ";" row ${row})
  list(GET row 0 target)
  list(GET row 1 header)
  neocol_compile(forbidden_${target}_${header} include.c ${target} "${header}.*(No such file|file not found)"
    -DINCLUDED=\"${header}\")
endforeach()
