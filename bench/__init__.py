"""The figures of speed and gas, each beside something measured in the same run: `make bench`."""
