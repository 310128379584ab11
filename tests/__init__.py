"""The tests: they mirror the package; guards/, races/, journeys/ and browser/ cut across it."""
