"""Response time, in ms from the clip's first frame: its distribution, what it differs by, how it goes with accuracy."""

from study.statistics.correlation import Correlation, pearson
from study.statistics.response_time.compared import (
    CorrectAgainstWrong,
    TimeContrast,
    correct_against_wrong,
    time_contrasts,
)
from study.statistics.response_time.conditional import SpeedBin, conditional_accuracy
from study.statistics.response_time.distribution import Histogram, ResponseTimes, histograms, response_times
from study.statistics.response_time.speed import (
    RaterSpeed,
    SpeedAccuracy,
    StimulusSpeed,
    speed_accuracy,
    speed_accuracy_correlation,
    speed_of_raters,
    speed_of_stimuli,
)

__all__ = [
    "CorrectAgainstWrong",
    "Correlation",
    "Histogram",
    "RaterSpeed",
    "ResponseTimes",
    "SpeedAccuracy",
    "SpeedBin",
    "StimulusSpeed",
    "TimeContrast",
    "conditional_accuracy",
    "correct_against_wrong",
    "histograms",
    "pearson",
    "response_times",
    "speed_accuracy",
    "speed_accuracy_correlation",
    "speed_of_raters",
    "speed_of_stimuli",
    "time_contrasts",
]
