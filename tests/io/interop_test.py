"""Opens results with the programs that other people use: ncdump, h5dump, udunits2, xarray (both engines), netCDF4, h5py.

Usage: /usr/bin/python3 interop_test.py RESULT.nc ...        any results of the program
       /usr/bin/python3 interop_test.py --maker PROGRAM      PROGRAM writes the sample of test_archive.c, which is checked too
Needs Debian's python3-xarray python3-h5netcdf python3-netcdf4 python3-h5py netcdf-bin hdf5-tools udunits-bin.
"""
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import h5py
import netCDF4
import numpy as np
import xarray as xr

PLAIN_DIMENSION = b"This is a netCDF dimension but not a netCDF variable."
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print(f"FAILED: {what}")


def output_of(*command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    check(done.returncode == 0, f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout


def same(one, other):
    if one.dtype.kind in "OSU" or other.dtype.kind in "OSU":
        return one.shape == other.shape and np.all(one == other)
    return one.shape == other.shape and np.array_equal(one, other, equal_nan=True)


def check_tools(path):
    header = output_of("ncdump", "-h", path)
    check('Conventions = "CF-1.8"' in header, f"{path}: ncdump shows the conventions as plain text")
    check("string " not in header, f"{path}: ncdump shows no variable-length strings")
    output_of("ncdump", path)
    check("DATASET" in output_of("h5dump", "-H", path), f"{path}: h5dump lists datasets")
    output_of("h5dump", "-o", "/dev/null", path)


def check_units(path):
    """every unit is understood by UDUNITS-2 and no time unit is decoded to a date"""
    with netCDF4.Dataset(path) as data:
        units = {v.units for v in data.variables.values() if "units" in v.ncattrs()}
        for name, variable in data.variables.items():
            if variable.dtype != np.dtype("S1") and "flag_values" not in variable.ncattrs():
                check("units" in variable.ncattrs(), f"{path}: {name} has a unit")
            check("long_name" in variable.ncattrs() or variable.ndim == 1 and variable.dtype == "S1",
                  f"{path}: {name} has a long name")
    for unit in units:
        done = subprocess.run(["udunits2", "-H", unit, "-W", ""], input="", capture_output=True, text=True)
        check(done.returncode == 0 and "Don't recognize" not in done.stderr + done.stdout and done.stdout.strip(),
              f"{path}: udunits2 understands '{unit}': {done.stdout.strip()} {done.stderr.strip()}")


def check_readers(path):
    """the four readers agree on names, dimensions, values, units and labels"""
    plain = netCDF4.Dataset(path)
    raw = h5py.File(path, "r")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        engines = [xr.open_dataset(path, engine=engine) for engine in ("netcdf4", "h5netcdf")]
    stored = [n for n, d in raw.items() if not d.attrs.get("NAME", b"").startswith(PLAIN_DIMENSION)]
    check(set(stored) == set(plain.variables), f"{path}: h5py and netCDF4 see the same variables")
    for engine in engines:
        check(set(engine.variables) == set(plain.variables), f"{path}: xarray sees all variables")
    check(list(engines[0].variables) and engines[0].attrs.keys() == engines[1].attrs.keys(), f"{path}: same attributes")
    for name, variable in plain.variables.items():
        one, other = (engine[name] for engine in engines)
        check(one.dims == other.dims, f"{path}: dimensions of {name}: {one.dims} {other.dims}")
        check(same(one.values, other.values), f"{path}: values of {name} agree between the engines")
        check(one.dtype.kind not in "mM", f"{path}: {name} is not decoded to a date")
        check(one.attrs.keys() == other.attrs.keys(), f"{path}: attributes of {name}")
        if variable.dtype == np.dtype("S1"):
            check(one.dtype.kind in "OU", f"{path}: labels {name} are text, not bytes: {one.dtype}")
            continue
        check(one.dims == variable.dimensions, f"{path}: dimensions of {name} in netCDF4")
        check(same(one.values.astype(float), np.ma.filled(variable[...].astype(float), np.nan)), f"{path}: {name} in netCDF4")
        check(same(one.values.astype(float), raw[name][...].astype(float)), f"{path}: {name} in h5py")
    for engine in engines:
        engine.close()
    plain.close()
    raw.close()


def check_append(path):
    """netCDF4 can add a variable to a copy, and everything is still there"""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.nc"
        shutil.copy(path, copy)
        with netCDF4.Dataset(copy, "a") as data:
            before = list(data.variables)
            data.setncattr("added", "by a user")
            data.createDimension("extra", 2)
            data.createVariable("extra_variable", "f8", ("extra",))[:] = [1, 2]
            if "run" in data.dimensions:
                data.createVariable("mine", "f8", ("run",))[:] = 7
        with xr.open_dataset(copy, engine="h5netcdf") as data:
            check(set(before) < set(data.variables), f"{path}: still complete after netCDF4 appended")
            check(list(data["extra_variable"].values) == [1, 2], f"{path}: the appended variable is read")


def check_sample(path):
    """the values that test_archive.c wrote"""
    for engine in ("netcdf4", "h5netcdf"):
        with xr.open_dataset(path, engine=engine) as data:
            check(data.attrs["title"] == "A sample, µ ± β", f"{engine}: title {data.attrs['title']!r}")
            check(data.attrs["empty"] == "", f"{engine}: empty text")
            check(float(data.attrs["seed"]) == 12345, f"{engine}: seed")
            check(len(data.attrs["notes"]) == 60000 and data.attrs["note_11"] == "short", f"{engine}: many attributes")
            labels = [str(label) for label in data["run_name"].values]
            check(labels == ["control", "needle_length 1.5 mm, µ ± β", "x"], f"{engine}: labels {labels}")
            check("run_name" in data["collagen_gain"].coords, f"{engine}: run_name is a coordinate")
            check(len(str(data["scenario"].values)) == 200000, f"{engine}: long text")
            check(data["transepidermal_water_loss"].dims == ("run", "time"), f"{engine}: dimensions")
            check(data["transepidermal_water_loss"].units == "g m-2 h-1", f"{engine}: unit")
            check(float(data["transepidermal_water_loss"].sel(time=7)[2]) == 23.1, f"{engine}: value at a time")
            check(np.isnan(data["collagen_gain"].values[2]), f"{engine}: NaN stays NaN")
            check(data["collagen_gain"].endpoint == "90 days after the last session", f"{engine}: attribute")
            check(list(data["method"].values) == [0, 2, 1], f"{engine}: flags")
            check(list(data["method"].flag_values) == [0, 1, 2], f"{engine}: flag values")
            check(data["large"].shape == (3, 20000) and float(data["large"][2, 19999]) == 999, f"{engine}: compressed")
            check(data["scalar"].shape == () and float(data["scalar"]) == 42, f"{engine}: scalar")


def check_person(path):
    """the factors of the person are read by name, one multiplier per run"""
    with xr.open_dataset(path) as data:
        if "verb" not in data.attrs:
            return
        factors = data["person_factor_value"]
        check(factors.dims == ("run", "person_factor"), f"{path}: dimensions of the factors: {factors.dims}")
        by_name = factors.assign_coords(person_factor=data["person_factor_name"].astype(str))
        smoker = by_name.sel(person_factor="smoker")
        check(smoker.shape == (data.sizes["run"],) and bool((smoker > 0).all()), f"{path}: one factor of smokers per run")
        check({"collagen_answer", "barrier.recovery", "pigment_response"} <= set(data["person_factor_target"].astype(str).values),
              f"{path}: what the factors multiply")


def check_result(path):
    check_person(path)
    check_tools(path)
    check_units(path)
    check_readers(path)
    check_append(path)


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    if arguments[0] == "--maker":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sample.nc"
            subprocess.run([arguments[1], path], check=True)
            check_result(path)
            check_sample(path)
    else:
        for path in arguments:
            check_result(path)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
