import numpy as np


class NeuralNetwork:
    def __init__(self, input_nodes, hidden_nodes, output_nodes, learning_rate):
        self.input_nodes = input_nodes
        self.hidden_nodes = hidden_nodes
        self.output_nodes = output_nodes
        self.lr = learning_rate

        # Small random numbers: equal weights would all learn the same thing.
        self.weights_input_to_hidden = np.random.normal(
            0.0, input_nodes**-0.5, (input_nodes, hidden_nodes)
        )
        self.weights_hidden_to_output = np.random.normal(
            0.0, hidden_nodes**-0.5, (hidden_nodes, output_nodes)
        )

        self.activation_function = lambda x: 1 / (1 + np.exp(-x))

    def train(self, features, targets):
        n_records = features.shape[0]
        delta_weights_i_h = np.zeros(self.weights_input_to_hidden.shape)
        delta_weights_h_o = np.zeros(self.weights_hidden_to_output.shape)
        for X, y in zip(features, targets):
            final_outputs, hidden_outputs = self.forward_pass_train(X)
            delta_weights_i_h, delta_weights_h_o = self.backpropagation(
                final_outputs, hidden_outputs, X, y, delta_weights_i_h, delta_weights_h_o
            )
        self.update_weights(delta_weights_i_h, delta_weights_h_o, n_records)

    def forward_pass_train(self, X):
        hidden_inputs = np.matmul(X, self.weights_input_to_hidden)
        hidden_outputs = self.activation_function(hidden_inputs)
        final_outputs = np.matmul(hidden_outputs, self.weights_hidden_to_output)
        return final_outputs, hidden_outputs

    def backpropagation(
        self, final_outputs, hidden_outputs, X, y, delta_weights_i_h, delta_weights_h_o
    ):
        error = y - final_outputs
        hidden_error = np.matmul(self.weights_hidden_to_output, error)
        hidden_error_term = hidden_error * hidden_outputs * (1 - hidden_outputs)
        delta_weights_i_h += hidden_error_term * X[:, None]
        delta_weights_h_o += error * hidden_outputs[:, None]
        return delta_weights_i_h, delta_weights_h_o

    def update_weights(self, delta_weights_i_h, delta_weights_h_o, n_records):
        self.weights_hidden_to_output += self.lr * delta_weights_h_o / n_records
        self.weights_input_to_hidden += self.lr * delta_weights_i_h / n_records

    def run(self, features):
        hidden_outputs = self.activation_function(np.dot(features, self.weights_input_to_hidden))
        return np.dot(hidden_outputs, self.weights_hidden_to_output)


#########################################################
# Set your hyperparameters here
##########################################################
iterations = 3000
learning_rate = 0.6
hidden_nodes = 14
output_nodes = 1
