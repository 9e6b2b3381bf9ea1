"""Makes the weights of `scoring.model` from the corpus. Development only: needs scikit-learn, which no reading does."""
